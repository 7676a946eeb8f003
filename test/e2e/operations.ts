/** One GraphQL request of the tour that every kind of caller makes. */
export interface Operation {
  readonly title: string;
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Ids of seed.sql: `id('c1')`. */
export const id = (end: string): string => `00000000-0000-4000-8000-0000000000${end}`;

const order = 'id number status total note ownerId createdAt deletedAt countryCode shipTo { street postalCode city countryCode }';
const customer = 'id name email tags notes creditLimit createdAt deletedAt billingAddress { street postalCode city countryCode }';
const product = 'id sku title price stock attributes soldIn photo search';
const task = 'id title done assignee due';
const member = 'firstName lastName status role preferences expiresAt';

const lists: readonly Operation[] = [
  { title: 'orders, their customers and their lines', document: `{ listOrders { items { ${order} customer { ${customer} } billingCustomer { name } country { name vatRate } orderLines { lineNo quantity price amount product { sku category { name parent { name } } } order { id } } } nextToken } }` },
  { title: 'payments of orders', document: '{ listOrders(orderBy: TOTAL_ASC) { items { id openAmount payments { amount paidAt reference order { number } } } } }' },
  { title: 'orders, filtered', document: 'query ($filter: OrderFilter) { listOrders(filter: $filter) { items { id status } } }', variables: { filter: { status: { in: ['IN_TRANSIT', 'draft'] }, total: { ge: '5' }, createdAt: { lt: '2026-03-02T12:00:00+02:00' } } } },
  { title: 'orders, none asked for by a null', document: 'query ($filter: OrderFilter) { listOrders(filter: $filter) { items { id } } }', variables: { filter: { status: null } } },
  { title: 'customers and what is theirs', document: `{ listCustomers(orderBy: NAME_ASC) { items { ${customer} latestOrders(limit: 1) { id } orders(orderBy: TOTAL_ASC, limit: 2) { id total } ordersByBillingCustomer { id } } } }` },
  { title: 'full addresses', document: '{ listCustomers { items { id fullAddress } } }' },
  { title: 'customers by a part of the name', document: 'query ($name: String!) { listCustomers(filter: { name: { ilike: $name } }) { items { name } } }', variables: { name: '%BO%' } },
  { title: 'products, and what is theirs', document: `{ listProducts { items { ${product} productPrices { validFrom price product { id } } orderLines { quantity } } } }` },
  { title: 'categories', document: '{ listCategories { items { id name parent { name } categoriesByParent { name } products { sku } } } }' },
  { title: 'suppliers and stock', document: '{ listProducts(filter: { sku: { eq: "HAMMER-1" } }) { items { category { id } productSuppliers { leadTime supplier { name contact openingHours productSuppliers { productId } } product { sku } } stockMoves { qty movedOn product { sku } fromWarehouse { name stockMovesByFromWarehouse { qty } } toWarehouse { name opens located stockMovesByToWarehouse { qty } } } } } }' },
  { title: 'order lines', document: '{ listOrderLines(limit: 2) { items { orderId lineNo } nextToken } }' },
  { title: 'tasks', document: `{ listTasks { items { ${task} } } }` },
  { title: 'countries', document: '{ listCountries { items { code name vatRate orders(limit: 1) { id } } } }' },
  { title: 'totals by customer', document: '{ listCustomerTotals { customerId name orders total lastOrderAt } }' },
  { title: 'sales by month', document: '{ listMonthlySales { month amount } }' },
];

const reads: readonly Operation[] = [
  { title: 'an order', document: `query ($id: ID!) { getOrder(id: $id) { ${order} } }`, variables: { id: id('d2') } },
  { title: 'an order that is not there', document: 'query ($id: ID!) { getOrder(id: $id) { id } }', variables: { id: id('00') } },
  { title: 'an id that is none', document: 'query ($id: ID!) { getOrder(id: $id) { id } }', variables: { id: "x'; drop table orders; --" } },
  { title: 'a customer', document: `query ($id: ID!) { getCustomer(id: $id) { ${customer} } }`, variables: { id: id('c3') } },
  { title: 'a product', document: `query ($id: ID!) { getProduct(id: $id) { ${product} } }`, variables: { id: id('a3') } },
  { title: 'a country', document: '{ getCountry(code: "DE") { name } }' },
  { title: 'a task', document: `query ($id: ID!) { getTask(id: $id) { ${task} } }`, variables: { id: id('f1') } },
  { title: 'searched orders', document: 'query ($status: [OrderStatus!], $from: AWSDateTime, $text: String) { searchOrders(status: $status, from: $from, text: $text, limit: 1) { items { id note } nextToken } }', variables: { status: ['paid', 'draft'], from: '2026-01-01T00:00:00Z', text: '100%' } },
  { title: 'numbers of the start page', document: '{ dashboard(days: 36500) { orders revenue lastOrderAt } }' },
  { title: 'customers without orders', document: '{ customersWithoutOrders { name } }' },
  { title: 'product search', document: '{ productSearch(query: "hammer", limit: 3) { id sku rank category { name } orderLines { quantity } productPrices { price } productSuppliers { supplierId } stockMoves { qty } } }' },
  { title: 'order history', document: 'query ($orderId: ID!) { orderHistory(orderId: $orderId, limit: 2) { items { id at what details } nextToken } }', variables: { orderId: id('d1') } },
  { title: 'sales by category', document: '{ all: salesByCategory { category products qty amount } german: salesByCategory(country: "DE") { category qty } none: salesByCategory(country: null) { qty } }' },
  { title: 'best sellers', document: '{ bestSellers(top: 2) { productId title sold } }' },
  { title: 'total of orders', document: '{ all: ordersTotal since: ordersTotal(since: "2026-03-03", statuses: [paid, IN_TRANSIT]) }' },
  { title: 'an order for support', document: 'query ($id: ID!) { supportOrder(id: $id, tenant: "acme") { id } }', variables: { id: id('d1') } },
  { title: 'an upload', document: '{ uploadUrl(fileName: "a.png") { url expiresAt } }' },
  { title: 'me', document: `{ me { ${member} tenant { displayName members { firstName } } } }` },
  { title: 'the tenants of the caller', document: '{ myTenants { displayName role isCurrent } }' },
  { title: 'members', document: `{ members(status: [active, suspended]) { items { ${member} } } }` },
];

const writes: readonly Operation[] = [
  { title: 'creates a customer', document: `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { ${customer} } }`, variables: { input: { name: 'Di "; drop', email: 'di@example.test', tags: ['x', null, '{"}'], billingAddress: { city: 'Köln' }, notes: null } } },
  { title: 'creates a customer whose e-mail is taken', document: 'mutation { createCustomer(input: { name: "Ada", email: "ADA@example.test" }) { id } }' },
  { title: 'creates a customer whose e-mail is none', document: 'mutation { createCustomer(input: { name: "Ada", email: "ada" }) { id } }' },
  { title: 'changes a customer', document: `mutation ($id: ID!, $input: UpdateCustomerInput!) { updateCustomer(id: $id, input: $input) { ${customer} } }`, variables: { id: id('c2'), input: { name: 'Bo!', notes: null } } },
  { title: 'changes nothing of a customer', document: 'mutation ($id: ID!) { updateCustomer(id: $id, input: {}) { id } }', variables: { id: id('c2') } },
  { title: 'raises a limit', document: 'mutation ($id: ID!) { updateCustomer(id: $id, input: { creditLimit: "99.9" }) { creditLimit } }', variables: { id: id('c2') } },
  { title: 'deletes a customer', document: 'mutation ($id: ID!) { deleteCustomer(id: $id) { id name } }', variables: { id: id('c3') } },
  { title: 'imports customers', document: 'mutation ($rows: [CustomerImport!]!) { importCustomers(rows: $rows) { name email } }', variables: { rows: [{ name: 'Ed', email: 'ed@example.test' }, { name: 'Flo', email: 'flo@example.test', tags: ['a'] }] } },
  { title: 'creates an order', document: `mutation ($input: CreateOrderInput!) { createOrder(input: $input) { status total note countryCode shipTo { street city } } }`, variables: { input: { customerId: id('c1'), status: 'IN_TRANSIT', shipTo: { street: "O'Neil \\ St", city: null }, note: 'new' } } },
  { title: 'changes an own order', document: `mutation ($id: ID!) { updateOrder(id: $id, input: { note: "changed", countryCode: null }) { id note countryCode } }`, variables: { id: id('d1') } },
  { title: "changes somebody's order", document: 'mutation ($id: ID!) { updateOrder(id: $id, input: { note: "changed" }) { id note } }', variables: { id: id('d2') } },
  { title: 'places an order', document: 'mutation ($customerId: ID!, $lines: [LineInput!]!) { placeOrder(customerId: $customerId, lines: $lines) { status total orderLines { lineNo quantity amount product { sku } } } }', variables: { customerId: id('c1'), lines: [{ productId: id('a1'), qty: 3 }, { productId: id('a3'), qty: 1 }] } },
  { title: 'places an order with a line that fails', document: 'mutation ($customerId: ID!, $lines: [LineInput!]!) { placeOrder(customerId: $customerId, lines: $lines) { id } }', variables: { customerId: id('c1'), lines: [{ productId: id('a1'), qty: 3 }, { productId: id('a2'), qty: 0 }] } },
  { title: 'changes a line', document: 'mutation ($id: ID!) { updateOrderLine(orderId: $id, lineNo: 1, input: { quantity: 7 }) { quantity amount order { total } } }', variables: { id: id('d1') } },
  { title: 'deletes a line', document: 'mutation ($id: ID!) { deleteOrderLine(orderId: $id, lineNo: 2) { lineNo } }', variables: { id: id('d1') } },
  { title: 'marks orders as delivered', document: 'mutation ($ids: [ID!]!) { markDelivered(ids: $ids) { id status } }', variables: { ids: [id('d1'), id('d2')] } },
  { title: 'pays', document: 'mutation ($id: ID!) { payOrder(orderId: $id, amount: "10.00") { paymentId open } }', variables: { id: id('d3') } },
  { title: 'pays more than is open', document: 'mutation ($id: ID!) { payOrder(orderId: $id, amount: "1000") { open } }', variables: { id: id('d3') } },
  { title: 'creates a category', document: 'mutation { createCategory(input: { name: "Pliers", parentId: 1 }) { name parent { name } } }' },
  { title: 'creates a product', document: `mutation ($input: CreateProductInput!) { createProduct(input: $input) { sku price attributes soldIn photo search } }`, variables: { input: { sku: 'DRILL-1', title: 'Drill', price: '99.99', attributes: '{"big": 12345678, "s": "ü"}', soldIn: '[2026-05-01,2026-06-01)', photo: 'AP8Q' } } },
  { title: 'creates products', document: 'mutation ($input: [CreateProductInput!]!) { createProducts(input: $input) { sku price stock } }', variables: { input: [{ sku: 'X-1', title: 'X', price: '1', stock: 2 }, { sku: 'X-2', title: 'Y', price: '2.50', stock: 0 }] } },
  { title: 'creates products with unlike keys', document: 'mutation ($input: [CreateProductInput!]!) { createProducts(input: $input) { sku } }', variables: { input: [{ sku: 'Y-1', title: 'X', price: '1' }, { sku: 'Y-2', title: 'Y', price: '2', stock: 1 }] } },
  { title: 'changes a product', document: 'mutation ($id: ID!) { updateProduct(id: $id, input: { stock: 5, photo: null }) { stock photo } }', variables: { id: id('a1') } },
  { title: 'upserts products', document: `mutation ($a: UpsertProductInput!, $b: UpsertProductInput!) { a: upsertProduct(input: $a) { title stock } b: upsertProduct(input: $b) { title stock } }`, variables: { a: { id: id('a2'), sku: 'SAW-1', title: 'Saw', price: '3' }, b: { id: id('a9'), sku: 'NEW-1', title: 'New', price: '4', stock: 9 } } },
  { title: 'deletes products', document: 'mutation ($free: ID!, $used: ID!) { free: deleteProduct(id: $free) { sku } used: deleteProduct(id: $used) { sku } }', variables: { free: id('a9'), used: id('a1') } },
  { title: 'creates, changes and deletes a task', document: `mutation ($id: ID!) { createTask(input: { title: "T", due: "2026-12-24T18:00:00.000Z" }) { title done due } updateTask(id: $id, input: { done: true, due: null }) { ${task} } deleteTask(id: $id) { id } }`, variables: { id: id('f1') } },
  { title: 'purges tasks', document: 'mutation { purgeTasks }' },
  { title: 'cancels an order', document: 'mutation ($id: ID!) { cancelOrder(id: $id, reason: "late") { id status note } }', variables: { id: id('d1') } },
  { title: 'cancels an order that is not there', document: 'mutation ($id: ID!) { cancelOrder(id: $id) { id } }', variables: { id: id('00') } },
];

const members: readonly Operation[] = [
  { title: 'changes itself', document: `mutation { updateMe(input: { lastName: "Lee", preferences: "{\\"theme\\": \\"dark\\"}" }) { ${member} } }` },
  { title: 'invites', document: `mutation { inviteMember(input: { email: "new@shop.test", role: billing, firstName: "New" }) { email ${member} } }` },
  { title: 'suspends a colleague', document: `mutation ($colleague: ID!) { suspendMember(id: $colleague) { ${member} } }` },
  { title: 'resumes a colleague', document: `mutation ($colleague: ID!) { resumeMember(id: $colleague) { ${member} } }` },
  { title: 'gives a colleague another role', document: `mutation ($colleague: ID!) { changeMemberRole(id: $colleague, role: billing) { ${member} } }` },
  { title: 'makes a colleague an application admin', document: 'mutation ($colleague: ID!) { changeMemberRole(id: $colleague, role: application_admins) { id } }' },
  { title: 'removes a colleague', document: 'mutation ($colleague: ID!) { removeMember(id: $colleague) { firstName } }' },
  { title: 'sets when a colleague\'s membership ends', document: `mutation ($colleague: ID!) { expireMember(id: $colleague, expiresAt: "2099-01-01T00:00:00Z") { ${member} } }` },
  { title: 'moves a colleague', document: 'mutation ($colleague: ID!) { moveMember(id: $colleague, tenant: "elsewhere", role: users) { id } }' },
  { title: 'switches to a tenant that is not theirs', document: 'mutation { switchTenant(tenant: "elsewhere") { id } }' },
  { title: "removes another tenant's member", document: 'mutation ($stranger: ID!) { removeMember(id: $stranger) { firstName } }' },
  { title: 'renames the tenant', document: 'mutation { renameTenant(displayName: "Acme & Sons") { displayName } }' },
];

/** In this order: reads first, so that writes do not change what they see. */
export const operations: readonly Operation[] = [...lists, ...reads, ...writes, ...members];
