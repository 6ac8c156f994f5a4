//! Faults of the local AWS: calls that fail, and a restart.

use std::{
    env,
    io::{self, Read},
    net::TcpStream,
};

use serde_json::{Value, json};

use crate::{Shop, outputs::variable};

impl Shop {
    /// Adds a fault: `{ "service", "operation", "effect", "seconds", "calls", "function" }`, as
    /// `xtask/local/faults.py` describes it.
    pub async fn add_fault(&self, fault: &Value) {
        self.control("_shop/faults", fault).await;
    }

    /// Sets the share of their time that waits of workflows take, such as those before a retry. It
    /// is 0 otherwise.
    pub async fn let_workflows_wait(&self, share: f64) {
        self.control("_ministack/config", &json!({ "stepfunctions._SFN_WAIT_SCALE": share })).await;
    }

    async fn control(&self, path: &str, body: &Value) {
        let address = format!("{}/{path}", variable("AWS_ENDPOINT_URL"));
        let response = self.http.post(address).json(body).send().await;
        let response = response.expect("the local AWS responds");
        assert!(response.status().is_success(), "{response:?}");
    }

    /// Stops the local AWS with SIGTERM and starts it again with the data that it had. Returns when it
    /// responds.
    pub async fn restart(&self) {
        let answer = tokio::task::spawn_blocking(request_restart).await;
        let answer = answer.expect("the request does not panic").expect("the tool restarts it");
        assert_eq!(answer, "restarted\n", "the local AWS did not start");
    }
}

fn request_restart() -> io::Result<String> {
    let address = env::var("SHOP_RESTARTS").map_err(io::Error::other)?;
    let mut answer = String::new();
    TcpStream::connect(address)?.read_to_string(&mut answer)?;
    Ok(answer)
}
