using Telephony.Domain.Addresses;
using Telephony.Domain.Messages;
using Telephony.Messaging.Outbox;
using Xunit;

namespace Telephony.Unit.Messaging;

/// <summary>What each outcome of a carrier makes of a message.</summary>
public sealed class SettlementTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Taken_is_sent_under_the_ids_of_the_carrier()
    {
        var settled = Of(new SendOutcome.Accepted(["a", "b"]));
        Assert.Equal((MessageState.Sent, "alpha"), (settled.State, settled.Carrier));
        Assert.Equal(["a", "b"], settled.CarrierIds);
        Assert.Null(settled.Tell);
    }

    [Fact]
    public void Refused_fails_and_is_told_and_no_other_carrier_is_asked()
    {
        var settled = Of(new SendOutcome.Refused("0xB", "No such number."));
        Assert.Equal((MessageState.Failed, "0xB"), (settled.State, settled.ErrorCode));
        Assert.NotNull(settled.Tell);
    }

    [Fact]
    public void Not_taken_goes_to_the_next_carrier_at_once_and_after_a_round_more_slowly()
    {
        var settled = Of(new SendOutcome.NotTaken(TimeSpan.FromSeconds(30), "busy"));
        Assert.Equal((MessageState.Queued, "beta", Now), (settled.State, settled.Carrier, settled.DueAt));
        Assert.Equal(["alpha"], settled.Others);

        settled = Settlements.Of(Message() with { Carrier = "beta", Others = ["alpha"], Attempts = 2 }, new SendOutcome.NotTaken(null, "busy"), DoubtPolicy.AtMostOnce, Now);
        Assert.Equal(("alpha", Now + TimeSpan.FromSeconds(1)), (settled.Carrier, settled.DueAt));
    }

    [Fact]
    public void A_single_carrier_is_given_the_rest_that_it_asks_for()
    {
        var settled = Settlements.Of(Message() with { Others = [] }, new SendOutcome.NotTaken(TimeSpan.FromSeconds(30), "busy"), DoubtPolicy.AtMostOnce, Now);
        Assert.Equal((MessageState.Queued, "alpha", Now + TimeSpan.FromSeconds(30)), (settled.State, settled.Carrier, settled.DueAt));
    }

    [Fact]
    public void In_doubt_no_other_carrier_gets_it_whatever_the_policy()
    {
        Assert.Equal(MessageState.Unknown, Of(new SendOutcome.Unknown("silence", [])).State);
        var again = Of(new SendOutcome.Unknown("silence", []), DoubtPolicy.AtLeastOnce);
        Assert.Equal((MessageState.Queued, "alpha"), (again.State, again.Carrier));
    }

    [Fact]
    public void What_nobody_took_in_its_time_fails()
    {
        var settled = Settlements.Of(Message() with { ExpiresAt = Now }, new SendOutcome.NotTaken(null, "not bound"), DoubtPolicy.AtMostOnce, Now);
        Assert.Equal((MessageState.Failed, "Expired"), (settled.State, settled.ErrorCode));
        Assert.Contains("not bound", settled.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_carrier_that_was_asked_decides()
    {
        Assert.Equal(MessageState.Sent, Settlements.Of(Message(), new AskOutcome.Known(["a"], DeliveryState.Delivered), DoubtPolicy.AtMostOnce, Now).State);
        Assert.Equal(MessageState.Queued, Settlements.Of(Message(), AskOutcome.NeverTaken.Instance, DoubtPolicy.AtMostOnce, Now).State);
        Assert.Equal(MessageState.Unknown, Settlements.Of(Message(), new AskOutcome.Silent("it cannot be asked"), DoubtPolicy.AtMostOnce, Now).State);
    }

    private static MessageSettlement Of(SendOutcome outcome, DoubtPolicy policy = DoubtPolicy.AtMostOnce) => Settlements.Of(Message(), outcome, policy, Now);

    private static MessageRecord Message() => new()
    {
        Id = MessageId.New(TimeProvider.System), From = MessageAddress.Of(PhoneNumber.Parse("+12025550100")), To = PhoneNumber.Parse("+14255550123"), Text = "Hello", WantsReport = true, Carrier = "alpha", Others = ["beta"],
        Attempts = 1, ExpiresAt = Now.AddHours(1),
    };
}
