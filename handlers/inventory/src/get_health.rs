//! `get-health`: says that the API answers.

use contracts::Page;
use platform::{Request, Result};

pub async fn handle(_: Request<()>) -> Result<Page> {
    Ok(Page::Text("Healthy!".to_owned()))
}

#[cfg(test)]
mod tests {
    use contracts::inventory::GetHealth;
    use platform::testing::{Answer, Call, invoke};

    use super::*;

    #[tokio::test]
    async fn it_is_healthy() {
        let answer = Answer::of(invoke::<GetHealth>(Call::to("GET /health").event(), handle).await);
        assert_eq!((answer.status(), answer.text()), (200, "Healthy!"));
    }
}
