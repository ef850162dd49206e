namespace Telephony.Ivr.Queues;

/// <summary>One step of a queue, while it is made.</summary>
internal sealed class QueueTurn(QueueSpec spec, QueueState state, DateTimeOffset now)
{
    private readonly List<Agent> _agents = [.. state.Agents];
    private readonly List<Waiting> _waiting = [.. state.Waiting];
    private readonly List<QueueAction> _actions = [];
    private long _lastId = state.LastId;
    private string _lastAgent = state.LastAgent;
    private double _talkSeconds = state.TalkSeconds;

    private QueueState State => new(_agents, _waiting, _lastId, _lastAgent, _talkSeconds);

    /// <summary>Who is next: priority, then time. Whoever talks is no longer waiting.</summary>
    private IEnumerable<Waiting> Line => _waiting.Where(static one => one.TalksWith.Length == 0).OrderByDescending(static one => one.Priority).ThenBy(static one => one.Joined).ThenBy(static one => one.Id);

    public Dictionary<long, int> Places() => Line.Select(static (one, i) => (one.Id, Place: i + 1)).ToDictionary(static pair => pair.Id, static pair => pair.Place);

    public void Join(QueueEvent.CallJoins joins)
    {
        if (_waiting.Find(one => one.Call == joins.Call) is { } back)
        {
            if (!back.Aside) return;
            Put(back with { Aside = false });
            var kept = Places()[back.Id];
            _actions.Add(new QueueAction.Joined(joins.Call, kept, QueueEngine.Wait(spec, State, kept)));
            return;
        }
        var why = Line.Count() >= spec.MostWaiting ? "full" : spec.NeedsAgents && _agents.TrueForAll(static agent => agent.Presence == AgentPresence.LoggedOut) ? "no agents" : "";
        if (why.Length > 0)
        {
            _actions.Add(new QueueAction.Overflowed(joins.Call, why));
            return;
        }
        _waiting.Add(new Waiting(++_lastId, joins.Call, "", joins.Priority, joins.Skills, now));
        var place = Places()[_lastId];
        _actions.Add(new QueueAction.Joined(joins.Call, place, QueueEngine.Wait(spec, State, place)));
    }

    public void Leave(string call)
    {
        if (_waiting.Find(one => one.Call == call && !one.IsCallback) is { } waiting) Remove(waiting.Id);
    }

    public void StepAside(string call)
    {
        if (_waiting.Find(one => one.Call == call) is not { TalksWith.Length: 0 } waiting) return;
        Withdraw(waiting.Id);
        Put(waiting with { Aside = true, OfferedUntil = null });
    }

    public void Book(QueueEvent.CallbackBooked booked)
    {
        if (_waiting.Find(one => one.Number == booked.Number) is { } known)
        {
            // One call back is enough, from the better of the two places.
            if (_waiting.Find(one => one.Call == booked.Call && one.Call.Length > 0 && one.TalksWith.Length == 0) is { } second)
            {
                Remove(second.Id);
                if (known.TalksWith.Length == 0 && second.Joined < known.Joined) Put(known with { Joined = second.Joined, Priority = Math.Max(known.Priority, second.Priority) });
            }
            _actions.Add(new QueueAction.Booked(known.Id, booked.Number, Places().GetValueOrDefault(known.Id)));
            return;
        }
        var kept = booked.Call.Length > 0 ? _waiting.Find(one => one.Call == booked.Call) : null;
        if (kept is { TalksWith.Length: > 0 }) return;   // he is served already
        if (kept is not null) Remove(kept.Id);
        _waiting.Add(new Waiting(kept?.Id ?? ++_lastId, "", booked.Number, Math.Max(booked.Priority, kept?.Priority ?? booked.Priority), kept?.Skills ?? booked.Skills, kept?.Joined ?? now));
        var id = kept?.Id ?? _lastId;
        _actions.Add(new QueueAction.Booked(id, booked.Number, Places()[id]));
    }

    public void Remove(long id)
    {
        Withdraw(id);
        foreach (var agent in _agents.Where(agent => agent.Offer == id).ToList()) EndTalk(agent.Id);
        _waiting.RemoveAll(one => one.Id == id);
    }

    /// <summary>Whoever rings for it does so no longer.</summary>
    private void Withdraw(long id)
    {
        foreach (var agent in _agents.Where(agent => agent.Offer == id && agent.Presence == AgentPresence.Ringing).ToList())
        {
            _actions.Add(new QueueAction.Withdraw(agent.Id));
            Put(agent with { Presence = AgentPresence.Free, Offer = 0 });
        }
    }

    public void LogIn(QueueEvent.AgentLogsIn login)
    {
        if (_agents.Find(agent => agent.Id == login.Agent) is { } known)
        {
            Put(known with { Address = login.Address, Skills = login.Skills, Presence = known.Presence == AgentPresence.LoggedOut ? AgentPresence.Free : known.Presence, Since = known.Presence == AgentPresence.LoggedOut ? now : known.Since });
            return;
        }
        _agents.Add(new Agent(login.Agent, login.Address, login.Skills, AgentPresence.Free, now));
    }

    public void LogOut(string id)
    {
        Settle(id);
        if (Find(id) is { } agent) Put(agent with { Presence = AgentPresence.LoggedOut, Since = now, PausesNext = false });
    }

    public void Pause(string id)
    {
        if (Find(id) is { Presence: AgentPresence.Talking } talking)
        {
            Put(talking with { PausesNext = true });
            return;
        }
        Settle(id);
        if (Find(id) is { Presence: not AgentPresence.LoggedOut } agent) Put(agent with { Presence = AgentPresence.Paused, Since = now });
    }

    public void Resume(string id)
    {
        if (Find(id) is not { } agent) return;
        if (agent.Presence == AgentPresence.Paused) Put(agent with { Presence = AgentPresence.Free, Since = now, RestsUntil = default });
        else Put(agent with { PausesNext = false });
    }

    public void Answer(string id)
    {
        if (Find(id) is not { Presence: AgentPresence.Ringing } agent || _waiting.Find(one => one.Id == agent.Offer) is not { } waiting) return;
        foreach (var other in _agents.Where(other => other.Offer == waiting.Id && other.Id != id).ToList())
        {
            _actions.Add(new QueueAction.Withdraw(other.Id));
            Put(other with { Presence = AgentPresence.Free, Offer = 0 });
        }
        Put(agent with { Presence = AgentPresence.Talking, Since = now, Taken = agent.Taken + 1 });
        Put(waiting with { OfferedUntil = null, TalksWith = id });
        _actions.Add(waiting.IsCallback ? new QueueAction.CallBack(id, waiting.Id, waiting.Number) : new QueueAction.Connect(id, waiting.Call));
    }

    public void Miss(string id)
    {
        if (Find(id) is not { Presence: AgentPresence.Ringing } agent) return;
        Put(agent with { Presence = AgentPresence.Free, Offer = 0, RestsUntil = now + (spec.RestAfterMiss ?? TimeSpan.FromSeconds(30)) });
        if (!_agents.Exists(other => other.Offer == agent.Offer) && _waiting.Find(one => one.Id == agent.Offer) is { } waiting) Put(waiting with { OfferedUntil = null });
    }

    public void Drop(string id)
    {
        if (Find(id) is not { Presence: AgentPresence.Talking } agent) return;
        if (_waiting.Find(one => one.Id == agent.Offer) is { } waiting) Put(waiting with { TalksWith = "", OfferedUntil = null });
        Free(agent with { Taken = Math.Max(0, agent.Taken - 1) }, now + (spec.RestAfterMiss ?? TimeSpan.FromSeconds(30)));
    }

    public void EndTalk(string id)
    {
        if (Find(id) is not { Presence: AgentPresence.Talking } agent) return;
        var seconds = (now - agent.Since).TotalSeconds;
        _talkSeconds = _talkSeconds == 0 ? seconds : (0.8 * _talkSeconds) + (0.2 * seconds);
        _waiting.RemoveAll(one => one.Id == agent.Offer);
        Free(agent, now + (spec.RestAfterTalk ?? TimeSpan.FromSeconds(5)));
    }

    public void CallbackFailed(long id)
    {
        if (_waiting.Find(one => one.Id == id) is not { IsCallback: true } callback) return;
        if (Find(callback.TalksWith) is { } agent) Free(agent with { Taken = Math.Max(0, agent.Taken - 1) }, now);
        _waiting.RemoveAll(one => one.Id == id);
        if (callback.Tries + 1 >= spec.MostCallbackTries) _actions.Add(new QueueAction.CallbackGivenUp(id, callback.Number));
        else _waiting.Add(callback with { Tries = callback.Tries + 1, NotBefore = now + spec.PauseOfCallbacks, TalksWith = "", OfferedUntil = null });
    }

    public void Restart()
    {
        // Calls end with the gateway; a callback that was being made is made again, because nobody knows how far it came.
        _waiting.RemoveAll(static one => !one.IsCallback);
        for (var i = 0; i < _waiting.Count; i++) _waiting[i] = _waiting[i] with { TalksWith = "", OfferedUntil = null };
        for (var i = 0; i < _agents.Count; i++)
        {
            if (_agents[i].Presence is AgentPresence.Ringing or AgentPresence.Talking) _agents[i] = _agents[i] with { Presence = _agents[i].PausesNext ? AgentPresence.Paused : AgentPresence.Free, Since = now, Offer = 0, PausesNext = false };
        }
    }

    public void ExpireOffers()
    {
        foreach (var waiting in _waiting.Where(one => one.OfferedUntil <= now).ToList())
        {
            foreach (var agent in _agents.Where(agent => agent.Offer == waiting.Id && agent.Presence == AgentPresence.Ringing).ToList())
            {
                _actions.Add(new QueueAction.Withdraw(agent.Id));
                Miss(agent.Id);
            }
            if (_waiting.Find(one => one.Id == waiting.Id) is { } left) Put(left with { OfferedUntil = null });
        }
    }

    /// <summary>Offers each who waits to agents who are free and able, in the order of the line.</summary>
    public void Serve()
    {
        foreach (var waiting in Line.Where(one => one.OfferedUntil is null && one.NotBefore <= now && !one.Aside && (spec.CallsBack || !one.IsCallback)).ToList())
        {
            var able = _agents.Where(agent => agent.Presence == AgentPresence.Free && agent.RestsUntil <= now && waiting.Skills.All(agent.Skills.Contains)).ToList();
            if (able.Count == 0) continue;
            foreach (var agent in spec.Strategy == RingStrategy.All ? able : [Choose(able)])
            {
                Put(agent with { Presence = AgentPresence.Ringing, Offer = waiting.Id });
                _lastAgent = agent.Id;
                _actions.Add(new QueueAction.Offer(agent.Id, agent.Address, waiting));
            }
            Put(waiting with { OfferedUntil = now + spec.Ringing });
        }
    }

    public void TellMoves(Dictionary<long, int> before)
    {
        var after = Places();
        foreach (var one in _waiting.Where(one => !one.IsCallback && one.TalksWith.Length == 0))
        {
            if (before.TryGetValue(one.Id, out var place) && after.TryGetValue(one.Id, out var moved) && moved != place) _actions.Add(new QueueAction.Moved(one.Call, moved, QueueEngine.Wait(spec, State, moved)));
        }
    }

    public QueueStep Finish()
    {
        var times = _waiting.Select(static one => one.OfferedUntil).OfType<DateTimeOffset>()
            .Concat(_waiting.Where(one => one.NotBefore > now).Select(static one => one.NotBefore))
            .Concat(_waiting.Any(static one => one.TalksWith.Length == 0) ? _agents.Where(agent => agent.Presence == AgentPresence.Free && agent.RestsUntil > now).Select(static agent => agent.RestsUntil) : []);
        return new QueueStep(State, _actions, times.Select(static time => (DateTimeOffset?)time).Min());
    }

    private Agent Choose(List<Agent> able) => spec.Strategy switch
    {
        RingStrategy.LongestFree => able.MinBy(static agent => agent.Since)!,   // somebody is able
        RingStrategy.FewestCalls => able.OrderBy(static agent => agent.Taken).ThenBy(static agent => agent.Since).First(),
        RingStrategy.RoundRobin => able.OrderBy(agent => (_agents.FindIndex(a => a.Id == agent.Id) - _agents.FindIndex(a => a.Id == _lastAgent) - 1 + (2 * _agents.Count)) % _agents.Count).First(),
        _ => able[0],
    };

    private void Settle(string id)
    {
        if (Find(id) is { Presence: AgentPresence.Ringing })
        {
            _actions.Add(new QueueAction.Withdraw(id));
            Miss(id);
        }
        else EndTalk(id);
    }

    private void Free(Agent agent, DateTimeOffset restsUntil) =>
        Put(agent with { Presence = agent.PausesNext ? AgentPresence.Paused : AgentPresence.Free, Since = now, Offer = 0, RestsUntil = restsUntil, PausesNext = false });

    private Agent? Find(string id) => _agents.Find(agent => agent.Id == id);

    private void Put(Agent agent) => _agents[_agents.FindIndex(known => known.Id == agent.Id)] = agent;

    private void Put(Waiting waiting) => _waiting[_waiting.FindIndex(known => known.Id == waiting.Id)] = waiting;
}
