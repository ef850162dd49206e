using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Orders;
using Xunit;

namespace Telephony.Unit.Numbers;

public sealed class OrderSettlementTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 10, 0, 0, TimeSpan.Zero);
    private static readonly PhoneNumber Number = PhoneNumber.Parse("+14255550110");

    [Theory]
    [InlineData(NumberOrderKind.Buy, "", "ours", OrderWord.Bought)]
    [InlineData(NumberOrderKind.Buy, "", "another's", OrderWord.NotBought)]
    [InlineData(NumberOrderKind.Buy, "", "", OrderWord.NotBought)]
    [InlineData(NumberOrderKind.Buy, "PN1", "ours", OrderWord.NotReleased)]
    [InlineData(NumberOrderKind.Buy, "PN1", "", OrderWord.Released)]
    [InlineData(NumberOrderKind.Release, "PN1", "ours", OrderWord.NotReleased)]
    [InlineData(NumberOrderKind.Release, "", "another's", OrderWord.NotReleased)]
    [InlineData(NumberOrderKind.Release, "PN1", "", OrderWord.Released)]
    public void The_carriers_list_says_what_became_of_it(NumberOrderKind kind, string carrierId, string listed, OrderWord word)
    {
        var order = Order(kind) with { CarrierId = carrierId };
        OwnedNumber[] owned = listed.Length == 0 ? [] : [new OwnedNumber(Number, "PN7", listed == "ours" ? order.Id.ToString() : "by hand")];

        Assert.Equal((word, word is OrderWord.Bought or OrderWord.NotReleased ? "PN7" : ""), OrderSettlement.ByList(order, owned));
    }

    [Theory]
    [InlineData(OrderWord.Bought, NumberOrderState.Bought, "PN7")]
    [InlineData(OrderWord.NotBought, NumberOrderState.Failed, "")]
    [InlineData(OrderWord.Released, NumberOrderState.Released, "")]
    [InlineData(OrderWord.NotReleased, NumberOrderState.Leaving, "PN7")]
    public void A_word_is_the_next_step_with_new_patience(OrderWord word, NumberOrderState state, string carrierId)
    {
        var settled = OrderSettlement.Step(Order(NumberOrderKind.Buy) with { Attempts = 8, Version = 4 }, word, carrierId, Now).Order;

        Assert.Equal((state, carrierId, 0, 5L, Now), (settled.State, settled.CarrierId, settled.Attempts, settled.Version, settled.DueAt));
    }

    private static NumberOrder Order(NumberOrderKind kind) => new()
    {
        Id = new NumberOrderId(Guid.Parse("0190f1c2-0000-7000-8000-000000000001")), Resource = ResourceId.Default, Operation = Guid.NewGuid(), Kind = kind, State = NumberOrderState.Unknown,
        Offer = new NumberOffer(Number, "US", NumberType.Geographic, NumberAssignment.Application, NumberCapabilities.Voice, default), Carrier = "simulator", CreatedAt = Now, ChangedAt = Now, DueAt = Now,
    };
}
