import { graphql } from './generated/gql.js';

/** A document whose variables and answer are typed, whichever GraphQL client sends it. */
export const whoAmI = graphql(`
  query WhoAmI {
    me {
      email
      role
    }
  }
`);
