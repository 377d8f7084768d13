/**
 * What a create, or an update to another application or data source, does if the data source is already attached to the
 * application, or its attachment is pending, and the construct did not create that attachment.
 */
export enum ExistingAttachment {
  /**
   * Fails the deployment, and does not touch the attachment.
   *
   * These attachments do not make it fail:
   *
   * - one that another resource of the stack holds, because it names the same pair in another way, such as by a parameter: this
   *   construct takes it over;
   * - one that a failed or cancelled request for this construct made, or that this construct held before an update that is rolled
   *   back: it takes that over, too;
   * - one with the status `FAILED`: the data source is attached again.
   */
  FAIL = 'FAIL',

  /**
   * Uses the attachment. An adopted attachment is never detached: not by an update, and not when the construct or the stack is
   * removed.
   */
  ADOPT = 'ADOPT',
}
