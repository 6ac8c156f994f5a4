//! Tests: which tokens are accepted while keys are replaced and while they cannot be read.

use proptest::prelude::*;
use tokio::time::{Instant, advance};

use super::*;
use crate::{ssm::memory::MemorySsm, testing::block_on};

const SIGNING_KEY: &str = "/test/signing-key";
const VERIFICATION_KEYS: &str = "/test/verification-keys";

/// The keys with these names, which are separated by spaces.
fn keys(names: &str) -> String {
    let keys = names.split(' ').map(|name| name.repeat(16));
    keys.collect::<Vec<_>>().join(" ")
}

fn start(ssm: &MemorySsm) -> Tokens {
    Tokens::new(Secret::new(ssm.secret(SIGNING_KEY)), Secret::new(ssm.secret(VERIFICATION_KEYS)))
}

fn ssm(signing_key: &str, verification_keys: &str) -> MemorySsm {
    let ssm = MemorySsm::default();
    ssm.put(SIGNING_KEY, &keys(signing_key));
    ssm.put(VERIFICATION_KEYS, &keys(verification_keys));
    ssm
}

fn claims() -> Claims {
    let (sub, user_type) = ("u-1".to_owned(), UserType::Standard);
    Claims { sub, user_type, iat: 0, exp: u64::MAX, scope: None, client_id: None, jti: None }
}

/// A token with this header, signed with `key`.
fn signed(header: &Header, key: &str) -> String {
    encode(header, &claims(), &EncodingKey::from_secret(keys(key).as_bytes())).unwrap()
}

fn without_key_id(key: &str) -> String {
    signed(&Header::new(Algorithm::HS256), key)
}

fn with_key_id(id: &str, key: &str) -> String {
    signed(&Header { kid: Some(id.to_owned()), ..Header::new(Algorithm::HS256) }, key)
}

async fn is_accepted(tokens: &Tokens, token: &str) -> bool {
    match tokens.verify(token).await {
        Ok(_) => true,
        Err(Failure::Rejected(rejection)) => {
            assert_eq!(rejection.status, 401);
            false
        }
        Err(failure) => panic!("{failure:?}"),
    }
}

#[tokio::test]
async fn a_token_names_the_key_that_signed_it() {
    let ssm = ssm("a", "a b");
    let token = start(&ssm).sign(&claims()).await.unwrap();
    let id = Keys::parse(&keys("a"), "").current().id();
    assert_eq!(decode_header(&token).unwrap().kid, Some(id.clone()));
    assert!(is_accepted(&start(&ssm), &token).await);
    assert!(!is_accepted(&start(&ssm), &with_key_id(&id, "b")).await);
}

#[tokio::test]
async fn a_token_that_names_no_key_is_accepted_if_any_key_signed_it() {
    let tokens = start(&ssm("a", "b c"));
    for (key, accepted) in [("a", true), ("b", true), ("c", true), ("d", false), ("b c", false)] {
        assert_eq!(is_accepted(&tokens, &without_key_id(key)).await, accepted, "{key}");
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_of_unknown_keys_do_not_read_the_keys_each_time() {
    let ssm = ssm("a", "b");
    let tokens = start(&ssm);
    for reads in [2, 4] {
        for number in 0..20 {
            assert!(!is_accepted(&tokens, &with_key_id(&format!("{number:016x}"), "x")).await);
            assert!(!is_accepted(&tokens, &without_key_id("x")).await);
        }
        assert_eq!(ssm.reads(), reads);
        advance(PAUSE).await;
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_are_signed_and_verified_for_an_hour_while_ssm_is_down() {
    let ssm = ssm("a", "b");
    let tokens = start(&ssm);
    let token = tokens.sign(&claims()).await.unwrap();
    ssm.set_down(true);
    for seconds in [11, 60, 3500] {
        advance(Duration::from_secs(seconds)).await;
        let fresh = tokens.sign(&claims()).await.unwrap();
        assert!(is_accepted(&tokens, &fresh).await && is_accepted(&tokens, &token).await);
    }
    advance(Duration::from_mins(1)).await;
    assert!(matches!(tokens.sign(&claims()).await, Err(Failure::Failed(_))));
    ssm.set_down(false);
    assert!(is_accepted(&tokens, &token).await);
}

#[tokio::test(start_paused = true)]
async fn after_a_replacement_at_once_new_tokens_are_accepted_and_old_ones_end() {
    let ssm = ssm("a", "z a");
    let verifier = start(&ssm);
    let old = start(&ssm).sign(&claims()).await.unwrap();
    assert!(is_accepted(&verifier, &old).await);
    ssm.put(VERIFICATION_KEYS, &keys("n"));
    ssm.put(SIGNING_KEY, &keys("n"));
    let idle = start(&ssm);
    advance(PAUSE).await;
    assert!(is_accepted(&verifier, &idle.sign(&claims()).await.unwrap()).await);
    assert!(!is_accepted(&verifier, &old).await);
}

#[tokio::test(start_paused = true)]
async fn tokens_of_a_removed_key_end_without_a_token_of_a_new_one() {
    let ssm = ssm("a", "z a");
    let verifier = start(&ssm);
    assert!(is_accepted(&verifier, &without_key_id("z")).await);
    ssm.put(VERIFICATION_KEYS, &keys("a b"));
    advance(LIFETIME).await;
    assert!(!is_accepted(&verifier, &without_key_id("z")).await);
}

/// What may happen while keys are replaced.
#[derive(Clone, Debug)]
enum Step {
    Wait { seconds: u64 },
    Sign { process: usize },
    Verify { process: usize, token: usize },
    Restart { process: usize },
    Rotate,
}

fn step() -> impl Strategy<Value = Step> {
    let process = 0..PROCESSES;
    prop_oneof![
        3 => (0_u64..45).prop_map(|seconds| Step::Wait { seconds }),
        3 => process.clone().prop_map(|process| Step::Sign { process }),
        6 => (process.clone(), 0_usize..100).prop_map(|(process, token)| Step::Verify { process, token }),
        1 => process.prop_map(|process| Step::Restart { process }),
        3 => Just(Step::Rotate),
    ]
}

const PROCESSES: usize = 4;

/// Processes that read the keys at different times, and the rotation of `cargo xtask rotate-key`.
/// Keys are numbered.
struct World {
    ssm: MemorySsm,
    processes: Vec<Tokens>,
    /// Tokens with the keys that signed them.
    tokens: Vec<(String, u32)>,
    current: u32,
    verifying: Vec<u32>,
    /// When each change of the keys was made, and which keys it removed.
    changes: Vec<(Instant, Vec<u32>)>,
}

impl World {
    fn new() -> Self {
        let ssm = ssm("key-1", "key-0");
        let processes = (0..PROCESSES).map(|_| start(&ssm)).collect();
        let (tokens, changes) = (vec![(without_key_id("key-0"), 0)], Vec::new());
        Self { ssm, processes, tokens, current: 1, verifying: vec![0], changes }
    }

    async fn take(&mut self, step: &Step) {
        match *step {
            Step::Wait { seconds } => advance(Duration::from_secs(seconds)).await,
            Step::Restart { process } => {
                self.processes[process] = start(&self.ssm);
            }
            Step::Sign { process } => self.sign(process).await,
            Step::Verify { process, token } => {
                self.verify(process, token % self.tokens.len()).await;
            }
            Step::Rotate => self.rotate(),
        }
    }

    async fn sign(&mut self, process: usize) {
        let token = self.processes[process].sign(&claims()).await.unwrap();
        let id = decode_header(&token).unwrap().kid.unwrap();
        let is_named =
            |key: &u32| Keys::parse(&keys(&format!("key-{key}")), "").current().id() == id;
        let key = self.valid_keys().into_iter().find(is_named).expect("a removed key signed");
        self.tokens.push((token, key));
    }

    async fn verify(&self, process: usize, token: usize) {
        let (token, key) = &self.tokens[token];
        let accepted = is_accepted(&self.processes[process], token).await;
        let removed = self.changes.iter().find(|(_, removed)| removed.contains(key));
        match removed {
            None => assert!(accepted, "a token of `key-{key}` was refused"),
            Some((at, _)) if at.elapsed() >= LIFETIME => {
                assert!(!accepted, "a token of the removed `key-{key}` was accepted");
            }
            Some(_) => {}
        }
    }

    /// The next step of a rotation, unless some process may not have read the previous one.
    fn rotate(&mut self) {
        if self.changes.last().is_some_and(|(at, _)| at.elapsed() < LIFETIME) {
            return;
        }
        let before = self.valid_keys();
        match *self.verifying {
            [current, next] if current == self.current => {
                self.current = next;
                self.ssm.put(SIGNING_KEY, &keys(&format!("key-{next}")));
            }
            _ => {
                let (current, next) = (self.current, self.current + 1);
                self.verifying = vec![current, next];
                self.ssm.put(VERIFICATION_KEYS, &keys(&format!("key-{current} key-{next}")));
            }
        }
        let after = self.valid_keys();
        let removed = before.into_iter().filter(|key| !after.contains(key)).collect();
        self.changes.push((Instant::now(), removed));
    }

    fn valid_keys(&self) -> Vec<u32> {
        [&[self.current], self.verifying.as_slice()].concat()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_rotation_refuses_no_token_of_a_valid_key_and_accepts_none_of_a_removed_one(
        steps in prop::collection::vec(step(), 1..80)
    ) {
        block_on(async {
            let mut world = World::new();
            for step in &steps {
                world.take(step).await;
            }
        });
    }
}
