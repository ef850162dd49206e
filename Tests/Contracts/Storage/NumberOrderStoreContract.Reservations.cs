using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What a search or a basket holds, for how long, against whom, and that it is bought once.</summary>
public abstract partial class NumberOrderStoreContract
{
    [Fact]
    public async Task A_reservation_comes_back_as_it_was_made()
    {
        var made = await Basket(Mine, One, Two);

        Assert.Equal((ReservationState.Active, Now + NumberReservation.Life, false), (made.State, made.ExpiresAt, made.IsSearch));
        Assert.Equal([Held(One), Held(Two)], made.Numbers);
        var found = await Store.FindReservationAsync(Mine, made.Id, default);
        Assert.Equal(made with { Numbers = [] }, found! with { Numbers = [] });
        Assert.Equal(made.Numbers, found.Numbers);
        Assert.Null(await Store.FindReservationAsync(Other, made.Id, default));
        Assert.Equal([made.Id], (await Store.ListReservationsAsync(Mine, default)).Select(static one => one.Id));
    }

    [Fact]
    public async Task A_number_is_held_once_over_all_resources()
    {
        await Basket(Mine, One);

        Assert.Equal([ReservedNumberState.Error, ReservedNumberState.Reserved], (await Basket(Other, One, Two)).Numbers.Select(static number => number.State));
        Assert.Empty((await Search(Other, One)).Numbers);
        Assert.Equal([(One, Mine), (Two, Other)], (await Store.ListClaimsAsync(Now, default)).Select(static claim => (claim.Number, claim.Resource)));
    }

    [Fact]
    public async Task What_the_inventory_has_is_not_held()
    {
        await Inventory.UpsertAsync([Block("+14255550100", "+14255550199")], default);
        Assert.Empty((await Search(Other, One)).Numbers);
    }

    [Fact]
    public async Task A_basket_can_be_changed_and_its_time_begins_anew()
    {
        var made = await Basket(Mine, One);
        Clock.Advance(TimeSpan.FromMinutes(10));

        var changed = Saved(await Store.ReserveAsync(new ReservationChange(Mine, made.Id, false, [Held(Two)], [One]), Now, default));

        Assert.Equal([Two], changed.Numbers.Select(static number => number.Offer.Number));
        Assert.Equal((Now + NumberReservation.Life, made.CreatedAt), (changed.ExpiresAt, changed.CreatedAt));
        Assert.Equal([Two], (await Store.ListClaimsAsync(Now, default)).Select(static claim => claim.Number));
    }

    [Fact]
    public async Task Too_many_numbers_change_nothing()
    {
        var made = await Basket(Mine, One);
        var many = Enumerable.Range(0, NumberReservation.MostNumbers).Select(static i => Held(PhoneNumber.Parse($"+1425555{1000 + i}"))).ToList();

        Assert.IsType<ReservationOutcome.TooMany>(await Store.ReserveAsync(new ReservationChange(Mine, made.Id, false, many, []), Now, default));

        Assert.Single((await Store.FindReservationAsync(Mine, made.Id, default))!.Numbers);
    }

    [Fact]
    public async Task Over_is_over_and_its_numbers_are_free()
    {
        var made = await Basket(Mine, One);
        Clock.Advance(NumberReservation.Life);

        Assert.Equal(ReservationState.Expired, Assert.IsType<ReservationOutcome.NotActive>(await Store.ReserveAsync(new ReservationChange(Mine, made.Id, false, [], []), Now, default)).State);
        Assert.Equal(ReservationState.Expired, Assert.IsType<SubmitOutcome.NotActive>(await Purchase(made.Id)).State);
        Assert.Single((await Search(Other, One)).Numbers);      // not swept yet, and free all the same
        Assert.Equal(0, await Store.ExpireAsync(Now, DateTimeOffset.MinValue, default));
        var found = await Store.FindReservationAsync(Mine, made.Id, default);
        Assert.Equal((ReservationState.Expired, ReservedNumberState.Expired), (found!.State, found.Numbers[0].State));
        await Store.ExpireAsync(Now, Now, default);
        Assert.Null(await Store.FindReservationAsync(Mine, made.Id, default));
    }

    [Fact]
    public async Task A_deleted_basket_holds_nothing()
    {
        var made = await Basket(Mine, One);

        Assert.IsType<SubmitOutcome.NotFound>(await Store.DeleteReservationAsync(Other, made.Id, default));
        Assert.Null(await Store.DeleteReservationAsync(Mine, made.Id, default));

        Assert.Empty(await Store.ListClaimsAsync(Now, default));
        Assert.IsType<SubmitOutcome.NotFound>(await Purchase(made.Id));
    }

    [Fact]
    public async Task A_reservation_is_bought_once_with_an_order_for_each_number()
    {
        var made = await Basket(Mine, One, Two);

        var operation = Submitted(await Purchase(made.Id));

        Assert.Equal(operation, await Store.FindOperationAsync(Mine, operation.Id, default));
        Assert.Null(await Store.FindOperationAsync(Other, operation.Id, default));
        var orders = await Store.ListOrdersAsync(operation.Id, default);
        Assert.Equal([(One, NumberOrderState.Requested, "carrier"), (Two, NumberOrderState.Requested, "carrier")], orders.Select(static order => (order.Number, order.State, order.Carrier)));
        Assert.Equal(operation, Submitted(await Purchase(made.Id)));      // its caller lost the answer
        Assert.Equal(orders, await Store.ListOrdersAsync(operation.Id, default));
        Assert.IsType<SubmitOutcome.NotFound>(await Store.PurchaseAsync(Other, made.Id, operation with { Id = Guid.NewGuid(), Resource = Other }, default));
        Assert.IsType<SubmitOutcome.NotActive>(await Store.DeleteReservationAsync(Mine, made.Id, default));
        Clock.Advance(TimeSpan.FromDays(1));
        await Store.ExpireAsync(Now, DateTimeOffset.MinValue, default);
        Assert.Equal([NumberClaimKind.Ordered, NumberClaimKind.Ordered], (await Store.ListClaimsAsync(Now, default)).Select(static claim => claim.Kind));
    }

    [Fact]
    public async Task An_empty_basket_cannot_be_bought() => Assert.IsType<SubmitOutcome.Empty>(await Purchase((await Basket(Mine)).Id));
}
