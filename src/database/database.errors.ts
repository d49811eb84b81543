/** Everything the database room refuses with. */
export type DatabaseCode =
  | 'database-in-use'
  | 'database-lock-unreadable'
  | 'database-unreadable'
  | 'database-crashed'
  | 'database-unavailable'
  | 'database-busy'
  | 'database-behind'
  | 'transaction-nested';
