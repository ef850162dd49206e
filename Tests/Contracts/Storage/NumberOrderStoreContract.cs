using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Orders;
using Telephony.Storage.Databases;
using Telephony.Storage.NumberOrders;
using Telephony.Storage.Numbers;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of orders and reservations does, with the inventory beside it.</summary>
public abstract partial class NumberOrderStoreContract : StoreContract<INumberOrderStore>
{
    private static readonly ResourceId Mine = ResourceId.Default;
    private static readonly ResourceId Other = ResourceId.Parse("other");
    private static readonly PhoneNumber One = PhoneNumber.Parse("+14255550110");
    private static readonly PhoneNumber Two = PhoneNumber.Parse("+14255550111");

    protected abstract INumberStore Inventory { get; }

    private DateTimeOffset Now => Clock.GetUtcNow();

    [Fact]
    public async Task A_due_order_goes_to_one_and_comes_again_when_that_one_is_gone()
    {
        await Purchase((await Basket(Mine, One, Two)).Id);

        Assert.Single(await Claim(1));
        var second = Assert.Single(await Claim(5));
        Assert.Empty(await Claim(5));
        Assert.Equal(Now + TimeSpan.FromMinutes(1), await Store.NextDueAsync(default));

        Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await Claim(5);
        Assert.Equal(2, again.Count);
        Assert.Equal(OrderSave.Stale, await Store.SaveAsync(second with { Version = second.Version + 1, State = NumberOrderState.Failed }, NumberOrderEffect.None, null, default, default));
        Assert.Equal(2, await Store.ReclaimAsync(Now, default));
        Assert.Equal(2, (await Claim(5)).Count);
    }

    [Fact]
    public async Task What_waits_for_its_time_is_not_made_due_by_a_restart()
    {
        await Purchase((await Basket(Mine, One)).Id);
        var order = Assert.Single(await Claim(1));
        await Store.SaveAsync(order with { State = NumberOrderState.InDoubt, Version = order.Version + 1, DueAt = Now + TimeSpan.FromSeconds(30) }, NumberOrderEffect.None, null, default, default);

        Assert.Equal(0, await Store.ReclaimAsync(Now, default));

        Assert.Empty(await Claim(1));
        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(await Claim(1));
    }

    [Fact]
    public async Task A_bought_number_enters_the_inventory_and_ends_its_operation()
    {
        var made = await Basket(Mine, One);
        var operation = Submitted(await Purchase(made.Id));
        var version = await Inventory.VersionAsync(default);
        var order = Assert.Single(await Claim(1));

        Assert.Equal(OrderSave.Saved, await Save(order, NumberOrderState.Active, NumberOrderEffect.EnterInventory, Bought(order)));

        Assert.Equal(Bought(order), await Inventory.FindAsync(Mine, One, default));
        Assert.True(await Inventory.VersionAsync(default) > version);
        Assert.Equal(NumberOperationState.Succeeded, (await Store.FindOperationAsync(Mine, operation.Id, default))!.State);
        var reservation = await Store.FindReservationAsync(Mine, made.Id, default);
        Assert.Equal((ReservationState.Completed, ReservedNumberState.Purchased), (reservation!.State, reservation.Numbers[0].State));
        Assert.Empty(await Store.ListClaimsAsync(Now, default));
        Assert.Empty(await Store.ListOrdersAsync(null, open: true, 10, default));
    }

    [Fact]
    public async Task Entering_a_bought_number_by_hand_leaves_what_it_was_bought_as()
    {
        await Buy(One);
        await Inventory.UpsertAsync([new NumberRecord { Range = NumberRange.Of(One), Label = "Front desk", Destination = new Destination.User("anna") }], default);

        var record = await Inventory.FindAsync(Mine, One, default);

        Assert.Equal(("Front desk", "carrier", 1m), (record!.Label, record.Purchase!.Carrier, record.Purchase.Cost.Amount));
    }

    [Fact]
    public async Task One_failure_of_two_fails_the_operation_and_says_which()
    {
        var operation = Submitted(await Purchase((await Basket(Mine, One, Two)).Id));
        var orders = (await Claim(2)).OrderBy(static order => order.Number).ToList();

        await Save(orders[0] with { ErrorCode = "NumberNotAvailable", Error = "Gone." }, NumberOrderState.Failed, NumberOrderEffect.None, null);
        Assert.Equal(NumberOperationState.Running, (await Store.FindOperationAsync(Mine, operation.Id, default))!.State);
        await Save(orders[1], NumberOrderState.Active, NumberOrderEffect.EnterInventory, Bought(orders[1]));

        var ended = await Store.FindOperationAsync(Mine, operation.Id, default);
        Assert.Equal((NumberOperationState.Failed, "NumbersPartiallyAcquired", $"{One}: Gone."), (ended!.State, ended.ErrorCode, ended.Error));
        Assert.Empty(await Store.ListClaimsAsync(Now, default));
    }

    [Fact]
    public async Task A_number_that_was_entered_meanwhile_cannot_enter_again()
    {
        await Purchase((await Basket(Mine, One)).Id);
        var order = Assert.Single(await Claim(1));
        await Inventory.UpsertAsync([Block("+14255550100", "+14255550199") with { Resource = Other }], default);

        Assert.Equal(OrderSave.Overlap, await Save(order, NumberOrderState.Active, NumberOrderEffect.EnterInventory, Bought(order)));
        Assert.Equal(OrderSave.Saved, await Save(order, NumberOrderState.Compensating, NumberOrderEffect.None, null));
    }

    [Fact]
    public async Task What_nobody_knows_about_stays_spoken_for()
    {
        var operation = Submitted(await Purchase((await Basket(Mine, One)).Id));
        await Save(Assert.Single(await Claim(1)), NumberOrderState.Unknown, NumberOrderEffect.None, null);

        Assert.Single(await Store.ListClaimsAsync(Now, default));
        Assert.Single(await Store.ListOrdersAsync(null, open: true, 10, default));
        Assert.Equal(NumberOperationState.Failed, (await Store.FindOperationAsync(Mine, operation.Id, default))!.State);
    }

    [Theory]
    [InlineData(OrderWord.Bought, NumberOrderState.Bought, NumberOperationState.Failed, 1)]
    [InlineData(OrderWord.NotBought, NumberOrderState.Failed, NumberOperationState.Failed, 0)]
    public async Task A_word_ends_the_doubt_about_a_purchase(OrderWord word, NumberOrderState state, NumberOperationState told, int claims)
    {
        var basket = await Basket(Mine, One);
        var operation = Submitted(await Purchase(basket.Id));
        await Save(Assert.Single(await Claim(1)), NumberOrderState.Unknown, NumberOrderEffect.None, null);
        var unknown = Assert.Single(await Store.ListOrdersAsync(null, open: true, 10, default));

        Assert.Null(await OrderSettlement.SettleAsync(Store, unknown, word, "PN1", Now, Now, default));
        Assert.NotNull(await OrderSettlement.SettleAsync(Store, unknown, word, "PN1", Now, Now, default));      // said before

        Assert.Equal(state, Assert.Single(await Store.ListOrdersAsync(operation.Id, default)).State);
        Assert.Equal((told, claims), ((await Store.FindOperationAsync(Mine, operation.Id, default))!.State, (await Store.ListClaimsAsync(Now, default)).Count));
        if (word == OrderWord.NotBought) return;

        // It goes on like any other, and whoever asks about the operation hears that it went well.
        var order = Assert.Single(await Claim(1));
        await Save(order, NumberOrderState.Active, NumberOrderEffect.EnterInventory, Bought(order));
        Assert.Equal(NumberOperationState.Succeeded, (await Store.FindOperationAsync(Mine, operation.Id, default))!.State);
        Assert.Equal(ReservedNumberState.Purchased, Assert.Single((await Store.FindReservationAsync(Mine, basket.Id, default))!.Numbers).State);
        Assert.Empty(await Store.ListClaimsAsync(Now, default));
    }

    [Fact]
    public async Task A_number_that_turned_out_to_be_released_leaves_the_inventory_and_rests()
    {
        await Inventory.UpsertAsync([Block("+14255550110", "+14255550110")], default);
        var operation = Operation(NumberOperationKind.Release);
        await Store.OrderAsync(operation, Order(operation, NumberOrderKind.Release, NumberOrderState.Leaving), default);
        await Save(Assert.Single(await Claim(1)), NumberOrderState.Unknown, NumberOrderEffect.None, null);
        var unknown = Assert.Single(await Store.ListOrdersAsync(null, open: true, 10, default));

        Assert.NotNull(await OrderSettlement.SettleAsync(Store, unknown, OrderWord.Bought, "", Now, Now, default));      // no word for a release
        Assert.Null(await OrderSettlement.SettleAsync(Store, unknown, OrderWord.Released, "", Now + TimeSpan.FromDays(30), Now, default));

        Assert.Equal(NumberOperationState.Succeeded, (await Store.FindOperationAsync(Mine, operation.Id, default))!.State);
        Assert.Empty(await Inventory.ListAsync(Mine, default));
        Assert.Equal(NumberClaimKind.Quarantine, Assert.Single(await Store.ListClaimsAsync(Now, default)).Kind);
    }

    [Fact]
    public async Task A_number_that_leaves_cuts_its_block_and_rests()
    {
        await Inventory.UpsertAsync([Block("+14255550100", "+14255550199")], default);
        var operation = Operation(NumberOperationKind.Release);
        Assert.IsType<SubmitOutcome.Submitted>(await Store.OrderAsync(operation, Order(operation, NumberOrderKind.Release, NumberOrderState.Leaving), default));
        var repeated = Operation(NumberOperationKind.Release);
        Assert.Equal(operation, Submitted(await Store.OrderAsync(repeated, Order(repeated, NumberOrderKind.Release, NumberOrderState.Leaving), default)));
        var busy = Operation(NumberOperationKind.UpdateCapabilities);
        Assert.IsType<SubmitOutcome.Busy>(await Store.OrderAsync(busy, Order(busy, NumberOrderKind.Change, NumberOrderState.ChangeRequested), default));
        Assert.Null(await Store.FindOperationAsync(Mine, repeated.Id, default));
        Assert.Null(await Store.FindOperationAsync(Mine, busy.Id, default));

        await Save(Assert.Single(await Claim(1)), NumberOrderState.Released, NumberOrderEffect.LeaveInventory, null, quarantine: TimeSpan.FromDays(30));

        Assert.Equal(["+14255550100..+14255550109", "+14255550111..+14255550199"], (await Inventory.ListAsync(Mine, default)).Select(static record => record.Range.ToString()));
        Assert.Equal((One, NumberClaimKind.Quarantine, Now + TimeSpan.FromDays(30)), (await Store.ListClaimsAsync(Now, default)).Select(static claim => (claim.Number, claim.Kind, claim.Until)).Single());
        Assert.Empty((await Search(Other, One)).Numbers);
        Assert.False(await Store.EndQuarantineAsync(Two, default));
        Assert.True(await Store.EndQuarantineAsync(One, default));
        Assert.Single((await Search(Other, One)).Numbers);
    }

    [Fact]
    public async Task A_changed_number_of_a_block_has_a_record_of_its_own()
    {
        await Inventory.UpsertAsync([Block("+14255550110", "+14255550199")], default);
        var operation = Operation(NumberOperationKind.UpdateCapabilities);
        await Store.OrderAsync(operation, Order(operation, NumberOrderKind.Change, NumberOrderState.ChangeRequested), default);
        var record = Block("+14255550110", "+14255550110") with { Capabilities = NumberCapabilities.All };

        await Save(Assert.Single(await Claim(1)), NumberOrderState.Active, NumberOrderEffect.ChangeInventory, record);

        Assert.Equal([record, Block("+14255550111", "+14255550199")], await Inventory.ListAsync(Mine, default));
        Assert.Empty(await Store.ListClaimsAsync(Now, default));
    }

    private static ReservedNumber Held(PhoneNumber number) => new(
        new NumberOffer(number, "US", NumberType.Geographic, NumberAssignment.Application, NumberCapabilities.Voice, NumberCost.Of(1, "USD")) { NoResell = true }, "carrier", ReservedNumberState.Reserved);

    private static NumberRecord Block(string first, string last)
    {
        Assert.True(NumberRange.TryCreate(PhoneNumber.Parse(first), PhoneNumber.Parse(last), out var range, out var why), why);
        return new NumberRecord { Range = range, Destination = Destination.Echo.Instance };
    }

    private static NumberReservation Saved(ReservationOutcome outcome) => Assert.IsType<ReservationOutcome.Saved>(outcome).Reservation;

    private static NumberOperation Submitted(SubmitOutcome outcome) => Assert.IsType<SubmitOutcome.Submitted>(outcome).Operation;

    private NumberRecord Bought(NumberOrder order) => new()
    {
        Range = NumberRange.Of(order.Number), Destination = Destination.Echo.Instance,
        Purchase = new NumberPurchase(order.Carrier, "PN1", order.Offer.Country, order.Offer.Type, order.Offer.Assignment, order.Offer.Cost, Now),
    };

    private NumberOperation Operation(NumberOperationKind kind) => new() { Id = Guid.NewGuid(), Resource = Mine, Kind = kind, State = NumberOperationState.Running, CreatedAt = Now, ChangedAt = Now };

    private NumberOrder Order(NumberOperation operation, NumberOrderKind kind, NumberOrderState state) => new()
    {
        Id = NumberOrderId.New(Clock), Resource = Mine, Operation = operation.Id, Kind = kind, State = state, Offer = Held(One).Offer, Carrier = "own", CreatedAt = Now, ChangedAt = Now, DueAt = Now,
    };

    private async Task<NumberReservation> Basket(ResourceId resource, params PhoneNumber[] numbers) =>
        Saved(await Store.ReserveAsync(new ReservationChange(resource, Guid.NewGuid(), false, [.. numbers.Select(Held)], []), Now, default));

    private async Task<NumberReservation> Search(ResourceId resource, params PhoneNumber[] numbers) =>
        Saved(await Store.ReserveAsync(new ReservationChange(resource, Guid.NewGuid(), true, [.. numbers.Select(Held)], []), Now, default));

    private ValueTask<SubmitOutcome> Purchase(Guid reservation) => Store.PurchaseAsync(Mine, reservation, Operation(NumberOperationKind.ReservationPurchase) with { Reservation = reservation }, default);

    private ValueTask<IReadOnlyList<NumberOrder>> Claim(int most) => Store.ClaimAsync(most, Now, Now + TimeSpan.FromMinutes(1), default);

    private async Task Buy(PhoneNumber number)
    {
        await Purchase((await Basket(Mine, number)).Id);
        var order = Assert.Single(await Claim(1));
        await Save(order, NumberOrderState.Active, NumberOrderEffect.EnterInventory, Bought(order));
    }

    private ValueTask<OrderSave> Save(NumberOrder order, NumberOrderState state, NumberOrderEffect effect, NumberRecord? record, TimeSpan quarantine = default) =>
        Store.SaveAsync(order with { State = state, Version = order.Version + 1, ChangedAt = Now }, effect, record, Now + quarantine, default);
}

public sealed class SqliteNumberOrderStoreTests : NumberOrderStoreContract
{
    private Database? _database;

    protected override INumberStore Inventory => new NumberStore(_database!);

    protected override async ValueTask<INumberOrderStore> CreateAsync() => new NumberOrderStore(_database = await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresNumberOrderStoreTests : NumberOrderStoreContract
{
    private Database? _database;

    protected override INumberStore Inventory => new NumberStore(_database!);

    protected override async ValueTask<INumberOrderStore> CreateAsync() => new NumberOrderStore(_database = await DatabaseAsync(StorageProvider.Postgres));
}
