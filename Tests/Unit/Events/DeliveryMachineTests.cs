using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Events.Delivery;
using Telephony.Events.Subscriptions;
using Telephony.Events.Webhooks;
using Telephony.Unit.House;
using Xunit;

namespace Telephony.Unit.Events;

public sealed class DeliveryMachineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Every pair not listed here must change nothing.</summary>
    private static readonly string[] Expected =
    [
        "Waiting Claimed -> Sending Send",
        "Waiting Exhausted -> Dead Bury",
        "Sending Taken -> Delivered Forget",
        "Sending NotTaken -> Waiting BackOff",
        "Sending Refused -> Dead Bury",
        "Sending Exhausted -> Dead Bury",
        "Sending CutShort -> Waiting None",
        "Dead Replayed -> Waiting Renew",
    ];

    public static TheoryData<string, string> EveryPair()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var state in Enum.GetNames<EventDeliveryState>())
        {
            foreach (var trigger in Enum.GetNames<DeliveryTrigger>()) pairs.Add(state, trigger);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Each_pair_of_state_and_trigger_does_what_the_table_says(string state, string trigger)
    {
        var step = DeliveryMachine.On(Enum.Parse<EventDeliveryState>(state), Enum.Parse<DeliveryTrigger>(trigger));
        var expected = Expected.SingleOrDefault(line => line.StartsWith($"{state} {trigger} -> ", StringComparison.Ordinal)) ?? $"{state} {trigger} -> {state} None";
        Assert.Equal(expected, $"{state} {trigger} -> {step.Next} {step.Effects}");
    }

    [Fact]
    public void The_drawings_are_fresh()
    {
        Drawings.AssertFresh("Event delivery", DeliveryTable.Draw());
        Drawings.AssertFresh("Event subscription", SubscriptionMachine.Draw());
    }

    [Theory]
    [InlineData(200, EventDeliveryState.Delivered)]
    [InlineData(204, EventDeliveryState.Delivered)]
    [InlineData(206, EventDeliveryState.Waiting)]      // no success, as the service counts
    [InlineData(302, EventDeliveryState.Waiting)]      // not followed
    [InlineData(400, EventDeliveryState.Dead)]
    [InlineData(401, EventDeliveryState.Dead)]
    [InlineData(403, EventDeliveryState.Dead)]
    [InlineData(404, EventDeliveryState.Waiting)]
    [InlineData(410, EventDeliveryState.Waiting)]
    [InlineData(413, EventDeliveryState.Dead)]
    [InlineData(500, EventDeliveryState.Waiting)]
    public void An_answer_decides_over_the_delivery(int status, EventDeliveryState expected) => Assert.Equal(expected, Verdict(Answer(status)).State);

    [Fact]
    public void What_got_no_answer_waits_for_ten_seconds_and_says_why()
    {
        var settled = Verdict(new WebhookReply.Silent("connection refused"));
        Assert.Equal((EventDeliveryState.Waiting, Now.AddSeconds(10), "connection refused"), (settled.State, settled.DueAt, settled.Why));
    }

    [Theory]
    [InlineData(1, 500, null, 10)]
    [InlineData(2, 500, null, 30)]
    [InlineData(5, 500, null, 600)]
    [InlineData(11, 500, null, 43_200)]
    [InlineData(1, 404, null, 300)]
    [InlineData(1, 408, null, 120)]
    [InlineData(1, 503, null, 30)]
    [InlineData(1, 503, "90", 90)]
    [InlineData(1, 503, "1", 10)]
    [InlineData(1, 429, "86400", 3600)]
    [InlineData(1, 429, "Sat, 28 Nov 2026 10:00:00 GMT", 10)]
    public void The_pause_grows_by_the_services_steps_and_by_what_the_answer_asks_for(int attempts, int status, string? retryAfter, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DeliverySchedule.After(attempts, status, retryAfter, 0));

    [Fact]
    public void Chance_adds_a_tenth_at_most() => Assert.Equal(TimeSpan.FromSeconds(11), DeliverySchedule.After(1, 500, null, 1));

    [Fact]
    public void The_last_attempt_is_the_last()
    {
        Assert.Equal(EventDeliveryState.Waiting, Verdict(Answer(500), attempts: 2, most: 3).State);
        Assert.Equal(EventDeliveryState.Dead, Verdict(Answer(500), attempts: 3, most: 3).State);
        Assert.Equal(EventDeliveryState.Delivered, Verdict(Answer(200), attempts: 3, most: 3).State);
    }

    [Fact]
    public void What_could_only_be_sent_again_after_its_time_is_dead_now() => Assert.Equal(EventDeliveryState.Dead, Verdict(Answer(500), life: TimeSpan.FromSeconds(9)).State);

    private static WebhookReply.Answered Answer(int status) => new(status, ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>());

    private static DeliverySettlement Verdict(WebhookReply reply, int attempts = 1, int most = 30, TimeSpan? life = null) => DeliveryVerdict.Of(
        new ClaimedDelivery(new NewEvent(Guid.NewGuid(), ResourceId.Default, "type", "subject", Now, "{}"u8.ToArray()), "alpha", attempts, Now + (life ?? TimeSpan.FromDays(1))), reply, most, Now, 0);
}
