/** Declarations as data for pictures beside the text. */
export {
  type PreviewAnswer,
  type Previewed,
  type PreviewParameter,
  type PreviewParams,
  previewRequest,
} from './preview-answer.js';
export { PreviewAnswers } from './preview-answers.js';
