import type { PublishedFile } from './download.js';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** A set in IDX files, as MNIST is published: training and test images with their labels. */
export interface PublishedIdx {
  readonly folder: string;
  readonly classes: readonly string[];
  readonly trainImages: PublishedFile;
  readonly trainLabels: PublishedFile;
  readonly testImages: PublishedFile;
  readonly testLabels: PublishedFile;
}

type Row = readonly [bytes: number, sha256: string];

function idxSet(
  folder: string,
  base: string,
  classes: readonly string[],
  rows: readonly [Row, Row, Row, Row],
): PublishedIdx {
  const file = (name: string, [bytes, hex]: Row): PublishedFile => ({
    path: `${folder}/${name}`,
    address: `${base}${name}`,
    bytes,
    checksum: { algorithm: 'sha256', hex },
  });
  return {
    folder,
    classes,
    trainImages: file('train-images-idx3-ubyte.gz', rows[0]),
    trainLabels: file('train-labels-idx1-ubyte.gz', rows[1]),
    testImages: file('t10k-images-idx3-ubyte.gz', rows[2]),
    testLabels: file('t10k-labels-idx1-ubyte.gz', rows[3]),
  };
}

/** MNIST at the mirror that torchvision uses; checksums as published with TensorFlow Datasets. */
export const MNIST = idxSet('mnist', 'https://ossci-datasets.s3.amazonaws.com/mnist/', DIGITS, [
  [9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'],
  [28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c'],
  [1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6'],
  [4_542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6'],
]);

/** Fashion-MNIST at its authors' address (plain HTTP is all it offers; the checksums, as published with TensorFlow Datasets, decide). */
export const FASHION = idxSet(
  'fashion-mnist',
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  [
    [26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
    [29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
    [4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
    [5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
  ],
);

/** A MedMNIST v2 set: one `.npz` with all three splits. */
export interface PublishedMedMnist {
  readonly file: PublishedFile;
  readonly classes: readonly string[];
}

function medMnist(
  name: string,
  classes: readonly string[],
  checksum: PublishedFile['checksum'],
  bytes?: number,
): PublishedMedMnist {
  const path = `medmnist/${name}.npz`;
  const address = `https://zenodo.org/records/10519652/files/${name}.npz?download=1`;
  return { classes, file: { path, address, checksum, ...(bytes === undefined ? {} : { bytes }) } };
}

const sha256 = (hex: string) => ({ algorithm: 'sha256', hex }) as const;
/** For the sets whose bytes we could not see, the MD5 of MedMNIST's own table is all that is published. */
const md5 = (hex: string) => ({ algorithm: 'md5', hex }) as const;

const ORGANS = [
  'bladder',
  'femur-left',
  'femur-right',
  'heart',
  'kidney-left',
  'kidney-right',
  'liver',
  'lung-left',
  'lung-right',
  'pancreas',
  'spleen',
];

/** MedMNIST v2 at 28 × 28 (Zenodo record 10519652), the sets with one class an image. */
export const MEDMNIST = {
  blood: medMnist(
    'bloodmnist',
    [
      'basophil',
      'eosinophil',
      'erythroblast',
      'immature granulocyte',
      'lymphocyte',
      'monocyte',
      'neutrophil',
      'platelet',
    ],
    md5('7053d0359d879ad8a5505303e11de1dc'),
  ),
  breast: medMnist(
    'breastmnist',
    ['malignant', 'normal or benign'],
    sha256('3a22d2a4625e7dd8903f0f59030e81a3d0c222bece2e5e10927456cb50efdec1'),
    559_580,
  ),
  derma: medMnist(
    'dermamnist',
    [
      'actinic keratoses and intraepithelial carcinoma',
      'basal cell carcinoma',
      'benign keratosis-like lesions',
      'dermatofibroma',
      'melanoma',
      'melanocytic nevi',
      'vascular lesions',
    ],
    md5('0744692d530f8e62ec473284d019b0c7'),
  ),
  oct: medMnist(
    'octmnist',
    ['choroidal neovascularization', 'diabetic macular edema', 'drusen', 'normal'],
    md5('c68d92d5b585d8d81f7112f81e2d0842'),
  ),
  organa: medMnist('organamnist', ORGANS, md5('866b832ed4eeba67bfb9edee1d5544e6')),
  organc: medMnist('organcmnist', ORGANS, md5('0afa5834fb105f7705a7d93372119a21')),
  organs: medMnist('organsmnist', ORGANS, md5('e5c39f1af030238290b9557d9503af9d')),
  path: medMnist(
    'pathmnist',
    [
      'adipose',
      'background',
      'debris',
      'lymphocytes',
      'mucus',
      'smooth muscle',
      'normal colon mucosa',
      'cancer-associated stroma',
      'colorectal adenocarcinoma epithelium',
    ],
    md5('a8b06965200029087d5bd730944a56c1'),
  ),
  pneumonia: medMnist(
    'pneumoniamnist',
    ['normal', 'pneumonia'],
    sha256('e1792d3f03751cb101e99f19a63b3c1941436c988665f47853417b05be250cd8'),
    4_170_669,
  ),
  retina: medMnist(
    'retinamnist',
    ['grade 0', 'grade 1', 'grade 2', 'grade 3', 'grade 4'],
    sha256('254915f5f0a2074665c4676356824cf4ef4a3bcab233894b4bafcaf48962bd69'),
    3_291_041,
  ),
  tissue: medMnist(
    'tissuemnist',
    [
      'collecting duct, connecting tubule',
      'distal convoluted tubule',
      'glomerular endothelial cells',
      'interstitial endothelial cells',
      'leukocytes',
      'podocytes',
      'proximal tubule segments',
      'thick ascending limb',
    ],
    md5('ebe78ee8b05294063de985d821c1c34b'),
  ),
} as const satisfies Readonly<Record<string, PublishedMedMnist>>;
