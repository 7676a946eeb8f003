-- Rows of one tenant, the same in each but for its name. Run with the tenant's schema on the search path.
truncate categories, products, product_prices, suppliers, product_suppliers, customers, orders, order_lines, payments,
  order_events, warehouses, stock_moves, tasks, private_notes restart identity cascade;

insert into categories (parent_id, name) values (null, 'Tools of {name}'), (1, 'Hammers'), (1, 'Saws');

insert into products (id, category_id, sku, title, price, stock, attributes, sold_in, photo) values
  ('00000000-0000-4000-8000-0000000000a1', 2, 'HAMMER-1', 'Hammer of {name}', 12.50, 100, '{"weight": 1.5, "tags": ["steel", null]}', '[2026-01-01,2026-07-01)', '\x00ff10'),
  ('00000000-0000-4000-8000-0000000000a2', 3, 'SAW-1', 'Saw "fine" {tenant} :x', 1234567890.12, 3, '[]', null, null),
  ('00000000-0000-4000-8000-0000000000a3', null, 'NAIL-1', 'Näil 😀', 0, 0, '"text"', 'empty', '\x');

insert into product_prices values
  ('00000000-0000-4000-8000-0000000000a1', '2025-01-01', 11), ('00000000-0000-4000-8000-0000000000a1', '2026-01-01', 12.5);
insert into suppliers (name, contact, opening_hours) values ('Smith', '10.0.0.7', '{"[8,12)","[14,18)"}'), ('Late', null, null);
insert into product_suppliers values ('00000000-0000-4000-8000-0000000000a1', 1, '3 days'), ('00000000-0000-4000-8000-0000000000a2', 1, null);

insert into customers (id, name, email, tags, billing_address, notes, credit_limit, created_at) values
  ('00000000-0000-4000-8000-0000000000c1', 'Ada of {name}', 'Ada@example.test', '{vip,"a,b",NULL}', row ('1 Main St', '12345', 'Ulm', 'DE'), 'first', 1000, '2026-01-05 08:00:00.123456+00'),
  ('00000000-0000-4000-8000-0000000000c2', 'Bo of {name}', 'bo@example.test', '{}', null, null, null, '2026-02-05 08:00:00+00'),
  ('00000000-0000-4000-8000-0000000000c3', 'Cy of {name}', 'cy@example.test', '{}', row (null, null, 'Rom', null), '', 0, '2026-03-05 08:00:00+00');

insert into orders (id, number, customer_id, billing_customer_id, status, ship_to, country_code, note, owner_id, created_at) values
  ('00000000-0000-4000-8000-0000000000d1', 9007199254740993, '00000000-0000-4000-8000-0000000000c1', null, 'draft', row ('2 Side St', null, 'Ulm', 'DE'), 'DE', 'mine', '{caller}', '2026-03-01 10:00:00+00'),
  ('00000000-0000-4000-8000-0000000000d2', 1002, '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000c2', 'in transit', null, null, null, 'u_somebody_else', '2026-03-02 10:00:00+00'),
  ('00000000-0000-4000-8000-0000000000d3', 1003, '00000000-0000-4000-8000-0000000000c2', null, 'paid', null, 'FR', '100% :sure', '{caller}', '2026-03-03 10:00:00+00');
insert into order_lines (order_id, line_no, product_id, qty, price) values
  ('00000000-0000-4000-8000-0000000000d1', 1, '00000000-0000-4000-8000-0000000000a1', 2, 12.50),
  ('00000000-0000-4000-8000-0000000000d1', 2, '00000000-0000-4000-8000-0000000000a3', 1, 0),
  ('00000000-0000-4000-8000-0000000000d2', 1, '00000000-0000-4000-8000-0000000000a2', 1, 10),
  ('00000000-0000-4000-8000-0000000000d3', 1, '00000000-0000-4000-8000-0000000000a1', 4, 12.50);
insert into payments (order_id, amount, paid_at, reference) values ('00000000-0000-4000-8000-0000000000d3', 20, '2026-03-04 12:00:00+00', 'R1');
insert into order_events (order_id, at, what, details) values
  ('00000000-0000-4000-8000-0000000000d1', '2026-03-01 10:00:00+00', 'created', null),
  ('00000000-0000-4000-8000-0000000000d1', '2026-03-01 11:00:00+00', 'changed', '{"from": "a", "to": null}'),
  ('00000000-0000-4000-8000-0000000000d1', '2024-01-01 00:00:00+00', 'old', '[1]');

insert into warehouses (id, name, opens, located) values
  ('00000000-0000-4000-8000-0000000000b1', 'North of {name}', '07:30', '(1,2)'), ('00000000-0000-4000-8000-0000000000b2', 'South', null, null);
insert into stock_moves (id, from_warehouse_id, to_warehouse_id, product_id, qty, moved_on) values
  ('00000000-0000-4000-8000-0000000000e1', null, '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 5, '2026-01-02'),
  ('00000000-0000-4000-8000-0000000000e2', '00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a1', 2, '2026-01-03');
insert into tasks (id, title, done, assignee, due) values
  ('00000000-0000-4000-8000-0000000000f1', 'Call Ada', false, 'ann', '2026-04-01 09:30:00'), ('00000000-0000-4000-8000-0000000000f2', 'Done', true, null, null);
insert into private_notes (body) values ('secret of {name}');
refresh materialized view monthly_sales;
