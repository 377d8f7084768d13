/**
 * What to do when the data integration has an association already, with the same client id and the same destination,
 * before the construct made one.
 */
export enum ExistingAssociation {
  /**
   * Make another one. The service may refuse a second association of a data integration, which fails the deployment. One
   * that another resource of the same stack made with the same properties, written in another way, such as by a
   * parameter, is taken over all the same.
   */
  CREATE_ANOTHER = 'CREATE_ANOTHER',

  /** Use it. An execution that differs is changed, which runs the job. More than one that matches fails the deployment. */
  ADOPT = 'ADOPT',
}
