/** Props of every object that describes queues. */
export interface QueueObjectProps {
  /**
   * The object's name.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * Labels of the object, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}
