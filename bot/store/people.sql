-- name: find^
-- record_class: PersonRow
SELECT id, platform, user_id, name, alias, reachable, mentor, admin
FROM people WHERE platform = :platform AND user_id = :user_id;

-- name: get^
-- record_class: PersonRow
SELECT id, platform, user_id, name, alias, reachable, mentor, admin
FROM people WHERE id = :id;

-- name: add$
INSERT INTO people (id, platform, user_id, name, alias, reachable, mentor, admin, first_seen)
VALUES (
    (SELECT COALESCE(MAX(id), 0) + 1 FROM people),
    :platform, :user_id, :name, :alias, :reachable, :mentor, :admin, :now
)
RETURNING id;

-- name: alias_taken$
SELECT COUNT(*) FROM people WHERE alias = :alias;

-- name: update!
UPDATE people SET name = :name, reachable = :reachable, mentor = :mentor, admin = :admin WHERE id = :id;

-- name: set_reachable!
UPDATE people SET reachable = :reachable WHERE id = :id;

-- name: mentors
-- record_class: PersonRow
SELECT id, platform, user_id, name, alias, reachable, mentor, admin
FROM people WHERE mentor AND reachable ORDER BY id;

-- name: admins
-- record_class: PersonRow
SELECT id, platform, user_id, name, alias, reachable, mentor, admin
FROM people WHERE admin AND reachable ORDER BY id;
