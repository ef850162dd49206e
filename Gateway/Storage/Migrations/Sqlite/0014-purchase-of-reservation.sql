-- By which operation a reservation was bought: what a repeated purchase is answered with.
CREATE INDEX number_operations_by_reservation ON number_operations (reservation_id) WHERE kind IN (1, 2);
