import type { Study } from '../study.js';
import { cqgdm } from './cqgdm.js';

/** The systems whose claims can be reproduced. */
export const studies: readonly Study[] = [cqgdm];
