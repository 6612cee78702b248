/** Where the parts of a dataset are found. */
export interface DatasetLayout {
  /**
   * Where the dataset is mounted.
   * @default '/data'
   */
  readonly mountPath?: string;
  /**
   * The folder of the training data in it: `TRAIN_DATASET_PATH`.
   * @default 'train'
   */
  readonly train?: string;
  /**
   * The folder of the test data in it: `TEST_DATASET_PATH`.
   * @default 'test'
   */
  readonly test?: string;
}
