/** The resolver spec as the documentation shows it, without its subscription. */
export const productSpec = `# yaml-language-server: $schema=./node_modules/pg-cognition/resolvers.schema.json
version: 1
crud:                            # getOrder listOrders createOrder updateOrder deleteOrder; '*' for all tables and views
  orders: { operations: [get, list, create, update, delete], filter: { status: [eq, in], createdAt: [ge, lt] }, orderBy: [-createdAt, total], softDelete: deleted_at }
  customers: [get, list]
relations: auto                  # foreign keys become fields, resolved in batches; or a list; or none
functions: [place_order, orders_total]   # STABLE -> Query, VOLATILE -> Mutation, first argument of a row type -> a field of that type
members: true                    # ready-made: me, members, inviteMember, suspendMember, resumeMember, changeMemberRole, removeMember, updateMe, renameTenant
types:   { UploadUrl: { url: text!, expiresAt: timestamptz! } }
inputs:  { LineInput: { productId: uuid!, qty: int! }, CustomerImport: { from: customers, only: [name, email] } }
errors:  { customers_email_key: { code: EMAIL_TAKEN, field: email, message: This e-mail address is already used. } }
resolvers:
  Query.listOrders:              # the same name as a crud field replaces it
    sql: |
      select * from orders where deleted_at is null
      /*? status */     and status = any(:status)
      /*? from */       and created_at >= :from::timestamptz
    orderBy: [-createdAt, total] # an enum argument, the first is the default, the primary key is appended
    page: { size: 50, max: 200 } # keyset pages with nextToken; false for none
  Customer.latestOrders:         # SQL for ONE parent; the generator makes it one statement for the whole batch
    sql: select * from orders where customer_id = :parent.id order by created_at desc limit :limit
    args: { limit: { default: 5, max: 50 } }
  Mutation.importCustomers:
    args: { rows: { type: "[CustomerImport!]!", max: 1000 } }
    sql: insert into customers (name, email) select r.name, r.email from rows(:rows) r returning *
  Mutation.placeOrder:
    args: { customerId: uuid!, lines: "[LineInput!]!" }
    transaction:                 # in order, all or nothing; later steps see earlier rows
      - order: insert into orders (customer_id) values (:customerId) returning *
      - insert into order_lines (order_id, product_id, qty) select :order.id, l.product_id, l.qty from rows(:lines) l
      - { sql: "select * from orders where id = :order.id", rows: 1 }
  Mutation.cancelOrder:
    lambda: true                 # a typed stub in lambda/resolvers/Mutation.cancelOrder.ts
    args: { id: uuid!, reason: text }
    check: select 1 from orders where id = :id     # run as the caller before the stub: PostgreSQL decides
    returns: orders
  Query.supportOrder:
    allow: [application_admins]  # narrows, never widens: grants still decide
    tenant: { argument: tenant } # a caller without a tenant names one; audited
    sql: select * from orders where id = :id
`;
