"""Why an answer was not sent, in the middle of a sentence. Each says what happened, and what is to be done."""

from collections.abc import Mapping

from monitor.domain.answer import Obstacle

OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.OVER: "the case was closed meanwhile; open it again to answer",
    Obstacle.GONE: "the post is gone, so there is nothing left to answer",
    Obstacle.EDITED: "the customer changed the post after it was written; read it again",
    Obstacle.ANSWERED: "another answer of ours came up on the platform meanwhile; read it first",
    Obstacle.NO_WAY: "answers are not sent by this source any more (`replies: true` is gone); answer on the platform",
    Obstacle.TOO_LATE: "the platform did not take it for hours, and it may be out of date by now; read it again",
    Obstacle.UNSEEN: "it may have arrived, and could not be looked for; look on the platform before you try again",
    Obstacle.BUG: "a bug of the monitor, which the log tells of; look on the platform before you try again",
}
ON_ITS_WAY = "{by} has written an answer to {case} already: {standing}"
BEING_SENT = "the answer by {by} to {case} is being sent at this moment: wait for what becomes of it"
NOT_FROM_HERE = "answers to {case} are not sent from here: no source that heard it says `replies: true`"
NOTHING_WAITS = "no answer to {case} waits for a second person"
REPLACED = "it was answered on the platform instead"
STILL_WRONG = "it cannot be approved as it is: {faults}"
