using Telephony.Ivr.Queues;
using Xunit;

namespace Telephony.Flows.Queues;

/// <summary>Queues as ladders: who comes, who is rung, who talks.</summary>
public sealed class QueueTests
{
    private QueueSpec _spec = new("support");
    private QueueState _state = QueueState.Empty;
    private DateTimeOffset _now = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);
    private DateTimeOffset? _wake;

    [Fact]
    public void A_call_waits_until_an_agent_answers()
    {
        LogIn("anna");
        Assert.Equal(["Joined 1 0", "Offer anna"], Joins("a"));
        Assert.Equal(["Connect anna a"], Does(new QueueEvent.AgentAnswers("anna")));
        Assert.Equal(["Joined 1 180"], Joins("b"));
        Passes(60);
        Assert.Empty(Does(new QueueEvent.TalkEnds("anna")));   // a moment of rest
        Assert.Equal(["Offer anna"], Passes(5));
    }

    [Theory]
    [InlineData(RingStrategy.InOrder, "anna,anna,anna")]
    [InlineData(RingStrategy.RoundRobin, "anna,ben,carl")]
    [InlineData(RingStrategy.LongestFree, "anna,ben,carl")]
    [InlineData(RingStrategy.FewestCalls, "anna,ben,carl")]
    public void A_strategy_chooses_among_the_free(RingStrategy strategy, string expected)
    {
        _spec = _spec with { Strategy = strategy, RestAfterTalk = TimeSpan.Zero };
        foreach (var agent in new[] { "anna", "ben", "carl" })
        {
            LogIn(agent);
            Passes(1);
        }
        var chosen = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var agent = Joins($"c{i}").Single(static action => action.StartsWith("Offer", StringComparison.Ordinal)).Split(' ')[1];
            chosen.Add(agent);
            Does(new QueueEvent.AgentAnswers(agent));
            Passes(10);
            Does(new QueueEvent.TalkEnds(agent));
        }
        Assert.Equal(expected, string.Join(',', chosen));
    }

    [Fact]
    public void All_are_rung_and_the_first_who_answers_has_it()
    {
        _spec = _spec with { Strategy = RingStrategy.All };
        LogIn("anna");
        LogIn("ben");
        Assert.Equal(["Joined 1 0", "Offer anna", "Offer ben"], Joins("a"));
        Assert.Equal(["Withdraw anna", "Connect ben a"], Does(new QueueEvent.AgentAnswers("ben")));
    }

    [Fact]
    public void An_offer_that_is_not_answered_goes_to_the_next()
    {
        LogIn("anna");
        Passes(1);
        LogIn("ben");
        Assert.Equal(["Joined 1 0", "Offer anna"], Joins("a"));
        Assert.Equal(["Withdraw anna", "Offer ben"], Passes(20));
        Assert.Empty(Does(new QueueEvent.AgentRefuses("ben")));
        Assert.Equal(["Offer anna"], Passes(30));
    }

    [Fact]
    public void Who_is_dearer_comes_first_and_the_others_are_told()
    {
        LogIn("anna");
        Joins("x");
        Does(new QueueEvent.AgentAnswers("anna"));
        Assert.Equal(["Joined 1 180"], Joins("a"));
        Assert.Equal(["Joined 1 180", "Moved a 2"], Joins("gold", priority: 10));
        Assert.Equal(["Moved a 1"], Does(new QueueEvent.CallLeaves("gold")));
    }

    [Fact]
    public void Skills_are_needed()
    {
        LogIn("anna");
        LogIn("ben", "german");
        Assert.Equal(["Joined 1 0", "Offer ben"], Joins("a", skills: ["german"]));
        Assert.DoesNotContain(Joins("b", skills: ["french"]), static action => action.StartsWith("Offer", StringComparison.Ordinal));
    }

    [Fact]
    public void A_full_queue_and_one_without_agents_overflow()
    {
        Assert.Equal(["Overflowed no agents"], Joins("a"));
        LogIn("anna");
        Does(new QueueEvent.AgentPauses("anna"));
        _spec = _spec with { MostWaiting = 1 };
        Assert.Equal(["Joined 1 180"], Joins("a"));
        Assert.Equal(["Overflowed full"], Joins("b"));
    }

    [Fact]
    public void A_callback_keeps_the_place_and_survives_a_restart()
    {
        LogIn("anna");
        Joins("x");
        Does(new QueueEvent.AgentAnswers("anna"));
        Joins("a");
        Passes(5);
        Joins("b");
        Assert.Equal(["Booked 1"], Does(new QueueEvent.CallbackBooked("a", "+12025550123", 0, [])));
        _state = QueueJson.Read(QueueJson.Write(_state));
        Assert.Equal(["Offer anna"], Does(QueueEvent.Restarted.Instance));
        Assert.Single(_state.Waiting);
        Assert.Equal(["CallBack anna +12025550123"], Does(new QueueEvent.AgentAnswers("anna")));
        Assert.Empty(Does(new QueueEvent.TalkEnds("anna")));
        Assert.Empty(_state.Waiting);
    }

    [Fact]
    public void A_callback_that_reaches_nobody_is_tried_again_and_given_up()
    {
        LogIn("anna");
        Does(new QueueEvent.CallbackBooked("", "+12025550123", 0, []));
        for (var i = 0; i < 3; i++)
        {
            Does(new QueueEvent.AgentAnswers("anna"));
            var actions = Does(new QueueEvent.CallbackFails(1));
            if (i == 2) Assert.Equal(["CallbackGivenUp +12025550123"], actions);
            else Assert.Equal(["Offer anna"], Passes(120));
        }
        Assert.Empty(_state.Waiting);
    }

    [Fact]
    public void Random_events_keep_the_books_straight()
    {
        foreach (var seed in Enumerable.Range(1, 200))
        {
            var random = new Random(seed);
            (_state, _spec) = (QueueState.Empty, new QueueSpec("q", (RingStrategy)random.Next(5), MostWaiting: 8));
            for (var i = 0; i < 120; i++)
            {
                var (agent, call) = ($"a{random.Next(4)}", $"c{random.Next(12)}");
                Does(random.Next(16) switch
                {
                    0 or 1 => new QueueEvent.CallJoins(call, random.Next(3), []), 2 => new QueueEvent.CallLeaves(call), 3 => new QueueEvent.CallbackBooked(call, $"+1202555{random.Next(6)}", 0, []), 4 => new QueueEvent.AgentLogsIn(agent, "x", []),
                    5 => new QueueEvent.AgentLogsOut(agent), 6 => new QueueEvent.AgentPauses(agent), 7 => new QueueEvent.AgentResumes(agent), 8 => new QueueEvent.AgentAnswers(agent), 9 => new QueueEvent.AgentRefuses(agent),
                    10 => new QueueEvent.TalkEnds(agent), 11 => new QueueEvent.CallbackFails(random.Next(20)), 12 => new QueueEvent.CallStepsAside(call), 13 => new QueueEvent.AgentDrops(agent), 14 => QueueEvent.Restarted.Instance, _ => QueueEvent.TimePasses.Instance,
                });
                _now += TimeSpan.FromSeconds(random.Next(30));
                Assert.All(_state.Agents, one => Assert.Equal(one.Presence is AgentPresence.Ringing or AgentPresence.Talking, one.Offer != 0));
                Assert.All(_state.Agents.Where(static one => one.Offer != 0), one => Assert.Contains(_state.Waiting, waiting => waiting.Id == one.Offer));
                Assert.All(_state.Waiting.Where(static one => one.TalksWith.Length > 0), one => Assert.Equal(one.Id, _state.Agents.Single(agent => agent.Id == one.TalksWith).Offer));
                Assert.Equal(QueueJson.Write(_state), QueueJson.Write(QueueJson.Read(QueueJson.Write(_state))));
            }
        }
    }

    [Fact]
    public void Who_steps_aside_keeps_the_place_and_is_offered_to_nobody_until_he_comes_back()
    {
        LogIn("anna");
        Assert.Equal(["Joined 1 0", "Offer anna"], Joins("a"));
        Assert.Equal(["Withdraw anna"], Does(new QueueEvent.CallStepsAside("a")).Take(1));
        Assert.Equal(["Joined 2 180", "Offer anna"], Joins("b"));
        Does(new QueueEvent.AgentRefuses("anna"));
        Assert.Equal(["Joined 1 0"], Joins("a"));
        Assert.Equal(["Offer anna"], Passes(30));
        Assert.Equal(["Connect anna a", "Moved b 1"], Does(new QueueEvent.AgentAnswers("anna")));
    }

    [Fact]
    public void A_number_is_called_back_once_from_the_better_place()
    {
        _spec = _spec with { NeedsAgents = false };
        Joins("a");
        Assert.Equal(["Booked 1"], Does(new QueueEvent.CallbackBooked("a", "+1202", 0, [])));
        Joins("b", priority: 5);
        Assert.Equal(["Booked 1"], Does(new QueueEvent.CallbackBooked("b", "+1202", 5, [])));
        Assert.Single(_state.Waiting);
    }

    [Fact]
    public void An_agent_who_drops_the_call_before_it_is_joined_gives_it_back_to_the_line()
    {
        LogIn("anna");
        Joins("a");
        Does(new QueueEvent.AgentAnswers("anna"));
        Assert.Equal(["Joined 1 180"], Joins("b"));
        Does(new QueueEvent.AgentDrops("anna"));
        Assert.Equal((0, "a"), (_state.Agents[0].Taken, _state.Waiting[0].Call));
        Passes(30);
        Assert.Equal(["Connect anna a", "Moved b 1"], Does(new QueueEvent.AgentAnswers("anna")));
    }

    [Fact]
    public void Callbacks_wait_for_their_hours_and_for_the_pause_of_the_queue()
    {
        _spec = _spec with { CallsBack = false, CallbackPause = TimeSpan.FromMinutes(10), RestAfterTalk = TimeSpan.Zero };
        LogIn("anna");
        Assert.Equal(["Booked 1"], Does(new QueueEvent.CallbackBooked("", "+1202", 0, [])));
        Assert.Empty(Passes(3600));
        _spec = _spec with { CallsBack = true };
        Assert.Equal(["Offer anna"], Passes(1));
        Assert.Equal(["CallBack anna +1202"], Does(new QueueEvent.AgentAnswers("anna")));
        Does(new QueueEvent.CallbackFails(1));
        Assert.Empty(Passes(599));
        Assert.Equal(["Offer anna"], Passes(1));
    }

    private void LogIn(string agent, params string[] skills) => Does(new QueueEvent.AgentLogsIn(agent, $"sip:{agent}", skills));

    private List<string> Joins(string call, int priority = 0, string[]? skills = null) => Does(new QueueEvent.CallJoins(call, priority, skills ?? []));

    private List<string> Passes(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return Does(QueueEvent.TimePasses.Instance);
    }

    private List<string> Does(QueueEvent happened)
    {
        var step = QueueEngine.On(_spec, _state, happened, _now);
        (_state, _wake) = (step.State, step.Wake);
        Assert.True(_wake is null || _wake > _now, "a time to wake that is over");
        return [.. step.Actions.Select(static action => action switch
        {
            QueueAction.Joined joined => $"Joined {joined.Place} {joined.Wait.TotalSeconds}",
            QueueAction.Overflowed over => $"Overflowed {over.Why}",
            QueueAction.Offer offer => $"Offer {offer.Agent}",
            QueueAction.Withdraw withdraw => $"Withdraw {withdraw.Agent}",
            QueueAction.Connect connect => $"Connect {connect.Agent} {connect.Call}",
            QueueAction.CallBack back => $"CallBack {back.Agent} {back.Number}",
            QueueAction.Moved moved => $"Moved {moved.Call} {moved.Place}",
            QueueAction.Booked booked => $"Booked {booked.Place}",
            QueueAction.CallbackGivenUp given => $"CallbackGivenUp {given.Number}",
            _ => "?",
        })];
    }
}
