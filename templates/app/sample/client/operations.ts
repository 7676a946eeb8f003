import { graphql } from './generated/gql.js';

/** A document whose variables and answer are typed, whichever GraphQL client sends it. */
export const projects = graphql(`
  query Projects($limit: Int) {
    listProjects(limit: $limit) {
      items {
        id
        name
        latestTasks {
          id
          title
          status
        }
      }
      nextToken
    }
  }
`);

export const addTask = graphql(`
  mutation AddTask($input: CreateTaskInput!) {
    createTask(input: $input) {
      id
      title
      status
      createdBy
    }
  }
`);

export const finishTask = graphql(`
  mutation FinishTask($id: ID!) {
    finishTask(id: $id) {
      id
      status
    }
  }
`);

export const invite = graphql(`
  mutation Invite($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      id
      email
      status
    }
  }
`);
