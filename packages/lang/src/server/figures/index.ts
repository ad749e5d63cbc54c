export { blochPicture } from './bloch-picture.js';
export { type ChannelFigures, channelFigures } from './channel-figures.js';
export { Figures } from './figures.js';
export { circuitText, forwardText, operatorText } from './markdown.js';
export { typicalValues } from './typical-values.js';
