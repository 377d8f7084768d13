/**
 * What to do when the data integration has an association already, with the same client id and the same destination,
 * before the construct made one.
 */
export enum ExistingAssociation {
  /** Make another one. The service may refuse a second association of a data integration, which fails the deployment. */
  CREATE_ANOTHER = 'CREATE_ANOTHER',

  /** Use it. */
  ADOPT = 'ADOPT',
}
