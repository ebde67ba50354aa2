-- name: add!
INSERT INTO calibrations (id, shape, weights, labels, fitted_at)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM calibrations), :shape, :weights, :labels, :now);

-- name: newest^
-- record_class: CalibrationRow
SELECT id, shape, weights, labels, fitted_at FROM calibrations ORDER BY id DESC LIMIT 1;
