import type { Catalogue } from '@kraus/core';
import { deviceSchemas } from '@kraus/hardware/catalogue';
import { amplitudeImageSchemas } from '../amplitude-images/schema.js';
import { circuitSchema, runSchema } from '../circuits/schema.js';
import { dataSchemas } from '../data/schema.js';
import { encodeSchemas } from '../encode/schema.js';
import { gaussianDiffusionSchemas } from '../gaussian-diffusion/schema.js';
import { levelImageSchemas } from '../level-images/schema.js';
import { metricSchemas } from '../metrics/schema.js';
import { networkSchemas } from '../networks/schema.js';
import { objectiveSchemas } from '../objectives/schema.js';
import { pixelImageSchemas } from '../pixel-images/schema.js';
import { pointDataSchemas } from '../point-data/schema.js';
import { pointSchemas } from '../points/schema.js';
import { stateDataSchemas } from '../state-data/schema.js';
import { stateMetricSchemas } from '../state-evaluation/schema.js';
import { stateSchemas } from '../states/schema.js';
import { taskSchemas, trainingSchemas } from '../training/schema.js';

/** Every component and task of `@kraus/models` as plain data, without loading TensorFlow.js. */
export const catalogue: Catalogue = {
  components: [
    ...amplitudeImageSchemas,
    circuitSchema,
    ...dataSchemas,
    ...deviceSchemas,
    ...encodeSchemas,
    ...gaussianDiffusionSchemas,
    ...levelImageSchemas,
    ...metricSchemas,
    ...networkSchemas,
    ...objectiveSchemas,
    ...pixelImageSchemas,
    ...pointDataSchemas,
    ...pointSchemas,
    ...stateDataSchemas,
    ...stateMetricSchemas,
    ...stateSchemas,
    ...trainingSchemas,
  ],
  tasks: [...taskSchemas, runSchema],
};
