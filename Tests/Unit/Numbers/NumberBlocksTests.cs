using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;
using Telephony.SipTrunk.Numbers;
using Xunit;

namespace Telephony.Unit.Numbers;

/// <summary>Blocks for sale, and the operator's own as a carrier.</summary>
public sealed class NumberBlocksTests
{
    private static readonly NumberBlocks Blocks = new(
        [new NumberCountry("US", "United States"), new NumberCountry("DE", "Germany"), new NumberCountry("FR", "France")],
        [
            Block("+14255550100", "+14255550199", "US", NumberType.Geographic) with { AreaCode = "425", Locality = new NumberLocality("Bellevue", "Washington", "WA"), Cost = NumberCost.Of(1, "USD") },
            Block("+12065550100", "+12065550101", "US", NumberType.Geographic) with { AreaCode = "206", Locality = new NumberLocality("Seattle", "Washington", "WA"), Capabilities = NumberCapabilities.All },
            Block("+18005550100", "+18005550199", "US", NumberType.TollFree) with { AreaCode = "800", Assignments = [NumberAssignment.Application] },
            Block("+4971112340000", "+4971199999999", "DE", NumberType.Geographic) with { AreaCode = "711" },
        ]);

    [Fact]
    public void Only_countries_with_a_block_are_listed() => Assert.Equal(["DE", "US"], Blocks.Countries.Select(static country => country.Code));

    [Fact]
    public void Area_codes_are_those_of_the_place()
    {
        Assert.Equal(["206", "425"], Blocks.AreaCodes(new AreaCodeQuery("US", NumberType.Geographic) { DivisionCode = "wa" }));
        Assert.Equal(["206"], Blocks.AreaCodes(new AreaCodeQuery("US", NumberType.Geographic) { Locality = "seattle" }));
        Assert.Equal(["800"], Blocks.AreaCodes(new AreaCodeQuery("US", NumberType.TollFree)));
    }

    [Fact]
    public void A_search_takes_blocks_that_can_do_it_in_order()
    {
        Assert.Equal(["+12065550100", "+12065550101"], Search(new OfferQuery("US", NumberType.Geographic, NumberAssignment.Person, 5) { Capabilities = NumberCapabilities.SmsOut }));
        Assert.Empty(Search(new OfferQuery("US", NumberType.TollFree, NumberAssignment.Person, 5)));
        Assert.Equal(["+14255550150"], Search(new OfferQuery("US", NumberType.Geographic, NumberAssignment.Person, 5) { Prefixes = ["+1425555015"], IsTaken = static number => number.Digits % 10 != 0 }));
    }

    [Fact]
    public void A_large_block_that_is_sold_out_ends_the_search_soon() =>
        Assert.Empty(Search(new OfferQuery("DE", NumberType.Geographic, NumberAssignment.Person, 5) { IsTaken = static _ => true }));

    [Fact]
    public async Task The_operator_sells_what_is_in_a_block_and_changes_what_is_not()
    {
        var own = new OwnNumbers(Blocks);
        var order = new CarrierOrder("r", PhoneNumber.Parse("+14255550110"), "US", NumberType.Geographic);

        Assert.IsType<OrderOutcome.Done>(await own.BuyAsync(order, default));
        Assert.IsType<OrderOutcome.Refused>(await own.BuyAsync(order with { Number = PhoneNumber.Parse("+15005550110") }, default));
        Assert.Equal(OrderRefusal.NotSupported, Assert.IsType<OrderOutcome.Refused>(await own.ConfigureAsync(order with { Capabilities = NumberCapabilities.All }, default)).Reason);
        Assert.IsType<OrderOutcome.Done>(await own.ConfigureAsync(order with { Number = PhoneNumber.Parse("+15005550110"), Capabilities = NumberCapabilities.All }, default));
        Assert.IsType<OrderOutcome.Done>(await own.ReleaseAsync(order, default));
    }

    private static IEnumerable<string> Search(OfferQuery query) => Blocks.Search(query).Select(static offer => offer.Number.ToString());

    private static NumberBlock Block(string first, string last, string country, NumberType type)
    {
        Assert.True(NumberRange.TryCreate(PhoneNumber.Parse(first), PhoneNumber.Parse(last), out var range, out var why), why);
        return new NumberBlock(range, country, type);
    }
}
