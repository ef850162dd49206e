using Telephony.Ivr.Queues;
using Telephony.Scenarios.Calls;
using Xunit;

namespace Telephony.Scenarios.Flows;

/// <summary>Callers who wait, agents who are rung, callbacks.</summary>
public sealed class QueueFlowTests : FlowScenario
{
    private const string Anna = "+14255550120";
    private const string Ben = "+14255550131";

    private const string Flow = """
        "start": { "type": "queue", "queue": "support", "music": { "play": "1000/5" }, "tell": { "play": "600/1" }, "every": "10s", "longest": "25s", "callbackKey": "1", "agent": "agent", "exits": { "done": "thanks", "timeout": "late", "overflow": "full", "callback": "book" } },
        "thanks": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } },
        "late": { "type": "say", "prompt": { "play": "1700/1" }, "exits": { "done": "end" } },
        "full": { "type": "say", "prompt": { "play": "1900/1" }, "exits": { "done": "end" } },
        "book": { "type": "callback", "queue": "support", "booking": "booking", "exits": { "booked": "booked", "failed": "late" } },
        "booked": { "type": "say", "prompt": { "play": "1300/1" }, "exits": { "done": "end" } }
        """;

    private const string Variables = """ "variables": { "agent": { "type": "text" }, "booking": { "type": "text" } }, """;

    [Fact]
    public void A_caller_hears_place_and_music_until_an_agent_answers_and_goes_on_when_he_hangs_up()
    {
        HasQueue("\"announcement\": { \"play\": \"700/1\" },", ("anna", Anna));
        Has(Flow, Variables);
        var caller = Calls();
        Ladder.Wait(0.5);
        Assert.True(caller.HearsNow(600));
        Ladder.Wait(1);
        Assert.True(caller.HearsNow(1000));
        var agent = Answers(Alpha, Anna);
        Ladder.Wait(0.5);
        Assert.True(agent.HearsNow(700));
        Assert.True(caller.HearsNow(1000));
        Ladder.Wait(0.6);
        (caller, agent) = (new Voice(Ladder, Sbc, "PCMU"), new Voice(Ladder, Alpha, "PCMU"));
        Voice.Talk(Ladder, 150, (caller, 440), (agent, 500));
        caller.AssertHears(500, besides: 440, atLeast: 0.5);
        agent.AssertHears(440, besides: 500, atLeast: 0.5);
        HangsUp(Alpha);
        Ladder.Wait(0.6);
        Assert.True(caller.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
        VisitsAre("served");
    }

    [Fact]
    public void The_wait_is_told_again_and_ends_after_the_longest()
    {
        HasQueue("\"restAfterMiss\": \"5m\",", ("anna", Anna));
        Has(Flow, Variables);
        var caller = Calls();
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Ladder.Wait(5);
        Assert.True(caller.HearsNow(1000));
        Ladder.Wait(5.5);
        Assert.True(caller.HearsNow(600));
        Ladder.Wait(15);
        Assert.True(caller.HearsNow(1700));
        Ladder.Wait(1);
        IsHungUp();
        VisitsAre("timeout");
    }

    [Fact]
    public void A_caller_who_hangs_up_takes_the_ringing_back()
    {
        HasQueue("", ("anna", Anna));
        Has(Flow, Variables);
        Calls();
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        HangsUp(Sbc);
        var cancel = Alpha.Receives("CANCEL");
        Alpha.Answers(cancel, 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
        VisitsAre("abandoned");
    }

    [Fact]
    public void An_agent_who_is_busy_leaves_the_caller_to_the_next()
    {
        HasQueue("\"strategy\": \"inOrder\",", ("anna", Anna), ("ben", Ben));
        Has(Flow, Variables);
        var caller = Calls();
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Answers(Beta, Ben);
        Ladder.Wait(0.2);
        HangsUp(Sbc);
        IsHungUp(Beta);
        VisitsAre("served");
    }

    [Fact]
    public void An_agent_who_hangs_up_during_the_announcement_leaves_the_caller_in_the_queue()
    {
        HasQueue("\"announcement\": { \"play\": \"700/5\" }, \"strategy\": \"inOrder\",", ("anna", Anna), ("ben", Ben));
        Has(Flow, Variables);
        Calls();
        Answers(Alpha, Anna);
        Ladder.Wait(1);
        HangsUp(Alpha);
        Answers(Beta, Ben);
        HangsUp(Sbc);
        IsHungUp(Beta);
    }

    [Fact]
    public void A_queue_without_agents_overflows_and_one_that_is_not_there_is_an_error()
    {
        HasQueue("");
        Has(Flow, Variables);
        var caller = Calls();
        Ladder.Wait(0.5);
        Assert.True(caller.HearsNow(1900));
        Ladder.Wait(1);
        IsHungUp();
        VisitsAre("overflow: no agents");

        Has(Flow.Replace("\"support\"", "\"nothing\"", StringComparison.Ordinal), Variables);
        caller = Calls();
        Ladder.Wait(0.5);
        Assert.True(caller.HearsNow(2000));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void A_caller_is_called_back_agent_first_when_an_agent_is_free()
    {
        HasQueue("\"greeting\": { \"play\": \"800/1\" }, \"restAfterMiss\": \"20s\",", ("anna", Anna));
        Has(Flow, Variables);
        var caller = Calls();
        var busy = Alpha.Receives("INVITE");
        Alpha.Answers(busy, 486);
        Alpha.Receives("ACK");
        IsBooked(caller);

        Ladder.Wait(20);
        var agent = Answers(Alpha, Anna);
        Ladder.Wait(0.5);
        var back = Answers(Beta, Sbc.Number);
        Ladder.Wait(0.5);
        Assert.True(back.HearsNow(800));
        Ladder.Wait(0.7);
        (agent, back) = (new Voice(Ladder, Alpha, "PCMU"), new Voice(Ladder, Beta, "PCMU"));
        Voice.Talk(Ladder, 150, (agent, 440), (back, 500));
        agent.AssertHears(500, besides: 440, atLeast: 0.5);
        back.AssertHears(440, besides: 500, atLeast: 0.5);
        HangsUp(Beta);
        IsHungUp(Alpha);
        VisitsAre("callback", "served");
    }

    [Fact]
    public void A_callback_that_reaches_nobody_is_tried_again_and_given_up()
    {
        HasQueue("\"callbackTries\": 2, \"callbackPause\": \"1m\", \"restAfterMiss\": \"20s\",", ("anna", Anna));
        Has(Flow, Variables);
        var caller = Calls();
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        IsBooked(caller);
        for (var tries = 0; tries < 2; tries++)
        {
            Ladder.Wait(tries == 0 ? 20 : 60);
            Answers(Alpha, Anna);
            Beta.Answers(Beta.Receives("INVITE"), 480);
            Beta.Receives("ACK");
            IsHungUp(Alpha);
        }
        Ladder.Wait(600);
        Alpha.ReceivesNothing();
        VisitsAre("callback", "given up");
    }

    [Fact]
    public async Task A_callback_and_an_agent_who_rests_survive_the_gateway_and_calls_do_not()
    {
        HasQueue("\"restAfterMiss\": \"10m\",", ("anna", Anna), ("ben", Ben));
        Has(Flow, Variables);
        var paused = Desk.Queues.TellAsync("support", new QueueEvent.AgentPauses("ben"));
        Until(() => paused.IsCompleted, "Ben does not rest.");
        var caller = Calls();
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        IsBooked(caller);
        await Desk.DisposeAsync();

        var other = NewDesk();
        await other.Queues.RestoreAsync(CancellationToken.None);
        other.Open(Ladder.Shard, Ladder.Calls);
        HasQueue(other, "\"restAfterMiss\": \"10m\",", ("anna", Anna), ("ben", Ben));
        var list = other.Queues.ListAsync();
        Until(() => list.IsCompleted, "There is no list.");
        var view = Assert.Single(await list);
        Assert.Equal(AgentPresence.Paused, view.State.Agents.Single(static agent => agent.Id == "ben").Presence);
        Assert.Equal(Sbc.Number, Assert.Single(view.Line).One.Number);

        Ladder.Wait(601);
        Answers(Alpha, Anna);
        Answers(Beta, Sbc.Number);
        Ladder.Wait(0.5);
        HangsUp(Alpha);
        IsHungUp(Beta);
        VisitsAre("callback", "served");
        await other.DisposeAsync();
    }

    [Fact]
    public void Nobody_is_called_back_outside_of_the_hours()
    {
        var tomorrow = (DayOfWeek)(((int)Ladder.Shard.Loop.Clock.GetUtcNow().DayOfWeek + 1) % 7);
        HasQueue($$"""
            "restAfterMiss": "10s", "callbackHours": { "timeZone": "Etc/UTC", "open": ["{{tomorrow.ToString()[..3]}} 00:00-24:00"] },
            """, ("anna", Anna));
        Has(Flow, Variables);
        var caller = Calls();
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        IsBooked(caller);
        Ladder.Wait(60);
        Desk.Queues.Tend();
        Alpha.ReceivesNothing();
        Ladder.Wait(24 * 3600);
        Desk.Queues.Tend();
        Answers(Alpha, Anna);
        var invite = Beta.Receives("INVITE");
        Beta.Answers(invite, 180);
        HangsUp(Alpha);
        Beta.Answers(Beta.Receives("CANCEL"), 200);
        Beta.Answers(invite, 487);
        Beta.Receives("ACK");
        var taken = Desk.Queues.TellAsync("support", new QueueEvent.CallbackCancelled(1));   // it would be tried again
        Until(() => taken.IsCompleted, "The callback was not taken back.");
    }

    [Fact]
    public async Task A_callback_is_booked_from_outside_and_made_when_an_agent_comes()
    {
        HasQueue("\"mostWaiting\": 1,", ("anna", Anna));
        await TellsAsync(new QueueEvent.AgentLogsOut("anna"));
        var (booked, _) = await BooksAsync("support", Sbc.Number);
        Assert.Equal((1, Sbc.Number), (booked?.Id, booked?.Number));
        Assert.Equal(1, (await BooksAsync("support", Sbc.Number)).Booked?.Id);
        Assert.Equal("Queue support is full: 1 wait.", (await BooksAsync("support", "+12065550177")).Why);
        Assert.Equal("\"no number\" cannot be called.", (await BooksAsync("support", "no number")).Why);
        Assert.Equal("There is no queue sales.", (await BooksAsync("sales", Sbc.Number)).Why);
        Alpha.ReceivesNothing();
        await TellsAsync(new QueueEvent.AgentLogsIn("anna", "", []));
        Answers(Alpha, Anna);
        Answers(Beta, Sbc.Number);
        Ladder.Wait(0.5);
        HangsUp(Alpha);
        IsHungUp(Beta);
        VisitsAre("served");
    }

    private async Task<(Waiting? Booked, string Why)> BooksAsync(string queue, string number)
    {
        var booking = Desk.Queues.BookAsync(queue, number, priority: 0);
        Until(() => booking.IsCompleted, "The booking was not answered.");
        return await booking;
    }

    private async Task TellsAsync(QueueEvent happened)
    {
        var told = Desk.Queues.TellAsync("support", happened);
        Until(() => told.IsCompleted, $"{happened} was not taken.");
        Assert.Null(await told);
    }

    private void IsBooked(Voice caller)
    {
        Ladder.Wait(0.3);
        Sbc.PressesKey('1');
        Ladder.Wait(0.3);
        Until(() => QueueStore.Visits.Any(static visit => visit.IsCallback), "The callback was not stored.");
        Ladder.Wait(0.5);
        Assert.True(caller.HearsNow(1300));
        Ladder.Wait(1);
        IsHungUp();
    }

    private void VisitsAre(params string[] outcomes) => Until(() => QueueStore.Visits.Select(static visit => visit.Outcome).SequenceEqual(outcomes), $"It was {string.Join(", ", QueueStore.Visits.Select(static visit => visit.Outcome))}.");
}
