using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Orders;
using Xunit;

namespace Telephony.Unit.Numbers;

public sealed class OrderStepsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);
    private static readonly PhoneNumber Number = PhoneNumber.Parse("+14255550110");

    [Fact]
    public void A_bought_number_is_configured_with_patience_of_its_own()
    {
        var next = OrderSteps.After(Order(NumberOrderState.Buying) with { Attempts = 5 }, new OrderOutcome.Done("PN1"), Settling, Now).Order;
        Assert.Equal((NumberOrderState.Bought, "PN1", 0, Now), (next.State, next.CarrierId, next.Attempts, next.DueAt));
    }

    [Fact]
    public void No_answer_is_asked_about_when_its_effect_must_show()
    {
        var next = OrderSteps.After(Order(NumberOrderState.Buying), new OrderOutcome.Unknown("Silence."), Settling, Now).Order;
        Assert.Equal((NumberOrderState.InDoubt, Now + Settling, "Silence."), (next.State, next.DueAt, next.Error));
    }

    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(4, null, 8)]
    [InlineData(30, null, 300)]
    [InlineData(4, 60, 60)]
    public void What_was_not_done_waits_as_long_as_the_carrier_wants_or_longer_each_time(int attempts, int? wish, int seconds)
    {
        var outcome = new OrderOutcome.NotDone(wish is { } after ? TimeSpan.FromSeconds(after) : null, "Busy.");
        var next = OrderSteps.After(Order(NumberOrderState.Buying) with { Attempts = attempts }, outcome, Settling, Now).Order;
        Assert.Equal((NumberOrderState.Requested, Now + TimeSpan.FromSeconds(seconds), attempts), (next.State, next.DueAt, next.Attempts));
    }

    [Theory]
    [InlineData(NumberOrderState.Buying, OrderRefusal.Taken, "NumberNotAvailable")]
    [InlineData(NumberOrderState.Buying, OrderRefusal.NoCredit, "NotEnoughCredit")]
    [InlineData(NumberOrderState.Buying, OrderRefusal.MissingAddress, "MissingAddress")]
    [InlineData(NumberOrderState.Buying, OrderRefusal.Other, "PurchaseFailed")]
    [InlineData(NumberOrderState.Configuring, OrderRefusal.NotSupported, "ProvisioningFailed")]
    [InlineData(NumberOrderState.Changing, OrderRefusal.NotSupported, "ProvisioningFailed")]
    public void A_refusal_has_the_words_of_the_api_and_the_code_of_the_carrier(NumberOrderState state, OrderRefusal reason, string code)
    {
        var next = OrderSteps.After(Order(state), new OrderOutcome.Refused(reason, "21422", "Not this one."), Settling, Now).Order;
        Assert.Equal((code, "The carrier refuses (21422): Not this one."), (next.ErrorCode, next.Error));
    }

    [Fact]
    public void What_is_there_by_our_reference_is_ours()
    {
        var order = Order(NumberOrderState.InDoubt);
        var next = OrderSteps.After(order, Owns(new OwnedNumber(Number, "PN1", order.Id.ToString())), Now).Order;
        Assert.Equal((NumberOrderState.Bought, "PN1"), (next.State, next.CarrierId));
    }

    [Fact]
    public void What_is_there_by_another_reference_is_let_be()
    {
        var next = OrderSteps.After(Order(NumberOrderState.InDoubt), Owns(new OwnedNumber(Number, "PN1", "by hand")), Now).Order;
        Assert.Equal((NumberOrderState.Failed, "NumberNotAvailable", ""), (next.State, next.ErrorCode, next.CarrierId));
    }

    [Fact]
    public void What_is_not_there_may_be_bought_again() => Assert.Equal(NumberOrderState.Requested, OrderSteps.After(Order(NumberOrderState.InDoubt), Owns(), Now).Order.State);

    [Theory]
    [InlineData(NumberOrderState.InDoubt)]
    [InlineData(NumberOrderState.ReleaseInDoubt)]
    public void A_carrier_that_does_not_say_is_asked_again(NumberOrderState state)
    {
        var next = OrderSteps.After(Order(state) with { Attempts = 3 }, new ShopAnswer<IReadOnlyList<OwnedNumber>>.Silent("Gone."), Now).Order;
        Assert.Equal((state, Now + TimeSpan.FromSeconds(4), 4), (next.State, next.DueAt, next.Attempts));
    }

    [Fact]
    public void A_number_that_left_is_released_when_the_carrier_no_longer_lists_it()
    {
        var leaving = Order(NumberOrderState.ReleaseInDoubt) with { Kind = NumberOrderKind.Release };
        Assert.Equal(NumberOrderState.Released, OrderSteps.After(leaving, Owns(), Now).Order.State);
        Assert.Equal(NumberOrderState.Leaving, OrderSteps.After(leaving, Owns(new OwnedNumber(Number, "PN1", "by hand")), Now).Order.State);
    }

    [Fact]
    public void Why_a_number_is_given_back_stays_the_reason()
    {
        var back = Order(NumberOrderState.Releasing) with { ErrorCode = "ProvisioningFailed", Error = "No." };
        var released = OrderSteps.After(back, new OrderOutcome.Done(""), Settling, Now).Order;
        Assert.Equal((NumberOrderState.Released, "ProvisioningFailed", "No."), (released.State, released.ErrorCode, released.Error));
        Assert.Equal(("ProvisioningFailed", "No."), (OrderSteps.After(back, new OrderOutcome.Unknown("Silence."), Settling, Now).Order.ErrorCode, OrderSteps.After(back, new OrderOutcome.Unknown("Silence."), Settling, Now).Order.Error));
    }

    [Fact]
    public void A_good_end_has_no_error_left()
    {
        var next = OrderSteps.After(Order(NumberOrderState.Configuring) with { ErrorCode = "X", Error = "Earlier." }, new OrderOutcome.Done(""), Settling, Now);
        Assert.Equal((NumberOrderState.Active, "", "", NumberOrderEffect.EnterInventory), (next.Order.State, next.Order.ErrorCode, next.Order.Error, next.Effect));
    }

    private static ShopAnswer<IReadOnlyList<OwnedNumber>> Owns(params OwnedNumber[] owned) => new ShopAnswer<IReadOnlyList<OwnedNumber>>.Known(owned);

    private static NumberOrder Order(NumberOrderState state) => new()
    {
        Id = new NumberOrderId(Guid.Parse("0190f1c2-0000-7000-8000-000000000001")), Resource = ResourceId.Default, Operation = Guid.NewGuid(), Kind = NumberOrderKind.Buy, State = state,
        Offer = new NumberOffer(Number, "US", NumberType.Geographic, NumberAssignment.Application, NumberCapabilities.Voice, default), Carrier = "simulator", CreatedAt = Now, ChangedAt = Now, DueAt = Now,
    };
}
