using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;
using Xunit;

namespace Telephony.Interop.Carriers;

/// <summary>What every carrier of numbers does.</summary>
public abstract class CarrierNumbersContract
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    protected abstract Task<INumberFarSide> StartAsync();

    [Fact]
    public async Task The_country_that_is_searched_is_among_the_countries_with_its_offerings()
    {
        await using var far = await StartAsync();

        Assert.Contains(far.Query.Country, Known(await far.Adapter.CountriesAsync(Stop)).Select(static country => country.Code));
        Assert.Contains(Known(await far.Adapter.OfferingsAsync(far.Query.Country, Stop)), offering => offering.Type == far.Query.Type && offering.Cost.IsKnown);
        _ = Known(await far.Adapter.LocalitiesAsync(far.Query.Country, null, Stop));
        _ = Known(await far.Adapter.AreaCodesAsync(new AreaCodeQuery(far.Query.Country, far.Query.Type), Stop));
    }

    [Fact]
    public async Task A_search_finds_what_was_asked_for_and_no_more()
    {
        await using var far = await StartAsync();

        var offers = Known(await far.Adapter.SearchAsync(far.Query with { Quantity = 3 }, Stop));

        Assert.Equal(3, offers.Select(static offer => offer.Number).Distinct().Count());
        Assert.All(offers, offer =>
        {
            Assert.Equal((far.Query.Country, far.Query.Type), (offer.Country, offer.Type));
            Assert.Equal(far.Query.Capabilities, offer.Capabilities & far.Query.Capabilities);
        });
    }

    [Fact]
    public async Task What_is_spoken_for_is_not_offered()
    {
        await using var far = await StartAsync();
        var first = Known(await far.Adapter.SearchAsync(far.Query with { Quantity = 1 }, Stop))[0].Number;

        var others = Known(await far.Adapter.SearchAsync(far.Query with { Quantity = 2, IsTaken = number => number == first }, Stop));

        Assert.NotEmpty(others);
        Assert.DoesNotContain(first, others.Select(static offer => offer.Number));
    }

    [Fact]
    public async Task A_bought_number_is_ours_by_number_and_by_reference()
    {
        await using var far = await StartAsync();
        var order = Order(far, NumberFate.IsSold);

        var done = Assert.IsType<OrderOutcome.Done>(await far.Adapter.BuyAsync(order, Stop));

        Assert.NotEmpty(done.CarrierId);
        var owned = new OwnedNumber(order.Number, done.CarrierId, order.Reference);
        Assert.Equal([owned], Known(await far.Adapter.OwnedAsync(new OwnedQuery(Reference: order.Reference), Stop)));
        Assert.Equal([owned], Known(await far.Adapter.OwnedAsync(new OwnedQuery(order.Number), Stop)));
        Assert.Contains(owned, Known(await far.Adapter.OwnedAsync(new OwnedQuery(), Stop)));
        Assert.Empty(Known(await far.Adapter.OwnedAsync(new OwnedQuery(Reference: Guid.Empty.ToString("N")), Stop)));
        Assert.IsType<OrderOutcome.Done>(await far.Adapter.ConfigureAsync(order with { CarrierId = done.CarrierId }, Stop));
    }

    [Fact]
    public async Task A_number_is_sold_once()
    {
        await using var far = await StartAsync();
        var order = Order(far, NumberFate.IsSold);

        Assert.IsType<OrderOutcome.Done>(await far.Adapter.BuyAsync(order, Stop));
        Assert.Equal(OrderRefusal.Taken, Assert.IsType<OrderOutcome.Refused>(await far.Adapter.BuyAsync(order with { Reference = Guid.NewGuid().ToString("N") }, Stop)).Reason);

        Assert.Equal(1, await far.SalesOfAsync(order.Number));
    }

    [Fact]
    public async Task A_refusal_has_a_reason_a_code_and_a_sentence()
    {
        await using var far = await StartAsync();
        var order = Order(far, NumberFate.IsRefused);

        var refused = Assert.IsType<OrderOutcome.Refused>(await far.Adapter.BuyAsync(order, Stop));

        Assert.NotEmpty(refused.Code);
        Assert.NotEmpty(refused.Why);
        Assert.Equal(0, await far.SalesOfAsync(order.Number));
    }

    [Fact]
    public async Task A_carrier_that_asks_for_rest_has_sold_nothing_and_sells_later()
    {
        await using var far = await StartAsync();
        var order = Order(far, NumberFate.AsksForRest);

        Assert.True(Assert.IsType<OrderOutcome.NotDone>(await far.Adapter.BuyAsync(order, Stop)).After > TimeSpan.Zero);
        Assert.Equal(0, await far.SalesOfAsync(order.Number));

        Assert.IsType<OrderOutcome.Done>(await far.Adapter.BuyAsync(order, Stop));
    }

    [Theory]
    [InlineData(NumberFate.IsLostBefore, 0)]
    [InlineData(NumberFate.IsLostAfter, 1)]
    public async Task An_order_without_an_answer_is_unknown_and_the_list_tells(NumberFate fate, int sold)
    {
        await using var far = await StartAsync();
        var order = Order(far, fate);

        Assert.IsType<OrderOutcome.Unknown>(await far.Adapter.BuyAsync(order, Stop));

        Assert.True(far.Adapter.CanBeAsked);
        Assert.Equal(sold, Known(await far.Adapter.OwnedAsync(new OwnedQuery(order.Number, order.Reference), Stop)).Count);
        Assert.Equal(sold, await far.SalesOfAsync(order.Number));
    }

    [Fact]
    public async Task A_released_number_is_no_longer_ours_however_often_it_is_released()
    {
        await using var far = await StartAsync();
        var order = Order(far, NumberFate.IsSold);
        var done = Assert.IsType<OrderOutcome.Done>(await far.Adapter.BuyAsync(order, Stop));
        order = order with { CarrierId = done.CarrierId };

        Assert.IsType<OrderOutcome.Done>(await far.Adapter.ReleaseAsync(order, Stop));
        Assert.Empty(Known(await far.Adapter.OwnedAsync(new OwnedQuery(order.Number), Stop)));
        Assert.IsType<OrderOutcome.Done>(await far.Adapter.ReleaseAsync(order, Stop));
    }

    [Fact]
    public async Task Without_the_far_side_nothing_is_said_and_nothing_refused()
    {
        await using var far = await StartAsync();
        var order = Order(far, NumberFate.IsSold);
        await far.DisappearAsync();

        Assert.NotEmpty(Assert.IsType<ShopAnswer<IReadOnlyList<NumberOffer>>.Silent>(await far.Adapter.SearchAsync(far.Query, Stop)).Why);
        Assert.NotEmpty(Assert.IsType<ShopAnswer<IReadOnlyList<OwnedNumber>>.Silent>(await far.Adapter.OwnedAsync(new OwnedQuery(), Stop)).Why);
        Assert.True(await far.Adapter.BuyAsync(order, Stop) is OrderOutcome.NotDone or OrderOutcome.Unknown);
    }

    private static CarrierOrder Order(INumberFarSide far, NumberFate fate) =>
        new(Guid.NewGuid().ToString("N"), far.NumberThat(fate), far.Query.Country, far.Query.Type) { Capabilities = NumberCapabilities.Voice };

    private static T Known<T>(ShopAnswer<T> answer) => Assert.IsType<ShopAnswer<T>.Known>(answer).Value;
}
