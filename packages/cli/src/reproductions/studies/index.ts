import type { Study } from '../study.js';
import { cqgdm } from './cqgdm.js';
import { hybridUnet } from './hybrid-unet.js';
import { ibmNoise } from './ibm-noise.js';
import { msquddpm } from './msquddpm.js';
import { qsc } from './qsc.js';
import { qsw } from './qsw.js';
import { quddpm } from './quddpm.js';
import { singleQubit } from './single-qubit.js';

/** The systems whose claims can be reproduced. */
export const studies: readonly Study[] = [cqgdm, singleQubit, quddpm, msquddpm, qsw, ibmNoise, hybridUnet, qsc];
