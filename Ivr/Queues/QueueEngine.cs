namespace Telephony.Ivr.Queues;

/// <summary>
/// A queue as a pure function: (state, event, time) to (state, actions). Who waits is served by priority, then by time of joining; a callback waits like a caller. Nothing is held outside of the state, so a gateway that
/// was killed goes on with what it stored.
/// </summary>
public static class QueueEngine
{
    public static QueueStep On(QueueSpec spec, QueueState state, QueueEvent happened, DateTimeOffset now)
    {
        var turn = new QueueTurn(spec, state, now);
        var before = turn.Places();
        switch (happened)
        {
            case QueueEvent.CallJoins joins: turn.Join(joins); break;
            case QueueEvent.CallLeaves leaves: turn.Leave(leaves.Call); break;
            case QueueEvent.CallStepsAside aside: turn.StepAside(aside.Call); break;
            case QueueEvent.CallbackBooked booked: turn.Book(booked); break;
            case QueueEvent.CallbackCancelled cancelled: turn.Remove(cancelled.Id); break;
            case QueueEvent.AgentLogsIn login: turn.LogIn(login); break;
            case QueueEvent.AgentLogsOut logout: turn.LogOut(logout.Agent); break;
            case QueueEvent.AgentPauses pauses: turn.Pause(pauses.Agent); break;
            case QueueEvent.AgentResumes resumes: turn.Resume(resumes.Agent); break;
            case QueueEvent.AgentAnswers answers: turn.Answer(answers.Agent); break;
            case QueueEvent.AgentRefuses refuses: turn.Miss(refuses.Agent); break;
            case QueueEvent.AgentDrops drops: turn.Drop(drops.Agent); break;
            case QueueEvent.TalkEnds ends: turn.EndTalk(ends.Agent); break;
            case QueueEvent.CallbackFails fails: turn.CallbackFailed(fails.Id); break;
            case QueueEvent.Restarted: turn.Restart(); break;
            default: break;   // time passes: the offers below look at it
        }
        turn.ExpireOffers();
        turn.Serve();
        turn.TellMoves(before);
        return turn.Finish();
    }

    /// <summary>What somebody at this place will wait, by how long talks are and how many talk.</summary>
    public static TimeSpan Wait(QueueSpec spec, QueueState state, int place)
    {
        var serving = state.Agents.Count(static agent => agent.Presence is AgentPresence.Free or AgentPresence.Ringing or AgentPresence.Talking);
        if (serving == 0) return spec.Talk * place;
        var free = state.Agents.Count(static agent => agent.Presence is AgentPresence.Free or AgentPresence.Ringing);
        var talk = state.TalkSeconds > 0 ? TimeSpan.FromSeconds(state.TalkSeconds) : spec.Talk;
        return place <= free ? TimeSpan.Zero : talk * Math.Ceiling((place - free) / (double)serving);
    }
}
