//! Everything in one DynamoDB table. Items are found by key only: no index, no scan.
//!
//! | row | `PK` | `SK` | contains | written by | read by |
//! |---|---|---|---|---|---|
//! | `UserRow` | `USER#{id}` | `USER` | an account | register-user, seed, handle-order-completed | every function that needs a user |
//! | `CountedOrderRow` | `USER#{id}` | `ORDER#{number}` | that the order was counted | handle-order-completed | its own condition |
//! | `EmailRow` | `EMAIL#{lower case}` | `EMAIL` | the id of the account with the address | register-user, seed | every function that finds users by e-mail address |
//! | `PasswordRow` | `PASSWORD#{id}` | `PASSWORD` | the hash of a password | register-user, seed | login, authorize |
//! | `AttemptsRow` | `ATTEMPTS#{lower case}` | `ORIGIN#{IP address}` | recent guesses of a password, from one origin | login, authorize | login, authorize |
//! | | | `ACCOUNT` | those of all origins, the next turn of slow ones, and when the address was unlocked | login, authorize, unlock-user | login, authorize |
//! | `ClientRow` | `CLIENT#{id}` | `CLIENT` | an OAuth client | register-, update-, delete-client, seed | the OAuth functions |
//! | `GrantRow` | `GRANT#{id}` | `GRANT` | what a user granted to a client | authorize, issue-token, revoke-token | issue-, introspect-, revoke-token |
//! | `CredentialRow` | `CREDENTIAL#{SHA-256}` | `CREDENTIAL` | the grant of a code or refresh token | authorize, issue-token | issue-, introspect-, revoke-token |
//! | `RevokedTokenRow` | `TOKEN#{jti}` | `REVOKED` | that an access token was revoked | revoke-token | introspect-token |
//! | `Outbox` | `OUTBOX#USER#{id}` | the message's id | an event to publish | register-user, seed | publish-events, from the stream |
//! | `IdempotencyKey` | `IDEMPOTENCY#handle-order-completed#{event id}` | `IDEMPOTENCY` | that the event was handled | handle-order-completed | its own condition |
//!
//! `Expires`, in seconds since 1970, is the time-to-live attribute. DynamoDB deletes late, so no
//! function relies on it: the times in the items decide what has expired.

use contracts::user_management::Users;
use platform::dynamo::Table;

/// The service's table. Each port has an implementation in `accounts` or `oauth`, with the operations
/// that it needs as bounds.
pub struct DynamoStore<F>(pub Table<F, Users>);
