using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Contracts.Storage;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Inventory;
using Telephony.Numbers.Orders;
using Telephony.Numbers.Plans;
using Telephony.Numbers.Shop;
using Telephony.Storage.Databases;
using Telephony.Storage.NumberOrders;
using Telephony.Storage.Numbers;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Orders;

/// <summary>
/// Purchases and releases through hundreds of deaths of the gateway, between any two of its steps, over a real database, at a carrier that counts. Nothing that was accepted is lost, and nothing is bought
/// twice. TELEPHONY_KILLS is how many; the seed is in the message of a failure.
/// </summary>
public sealed class OrderKillTests
{
    private const int NumbersAtOnce = 3;
    private const int MostOpen = 4;

    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("TELEPHONY_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 80;

    [Theory]
    [InlineData(StorageProvider.Sqlite, 1)]
    [InlineData(StorageProvider.Sqlite, 2)]
    [InlineData(StorageProvider.Postgres, 3)]
    public async Task Nothing_is_lost_and_nothing_is_bought_twice(StorageProvider provider, int seed)
    {
        await using var test = await TestDatabase.OpenAsync(provider);
        var world = new World(test.Database, seed);
        for (var i = 0; i < s_kills; i++) await world.LiveAsync(world.Random.Next(1, 30));
        await world.FinishAsync();

        var purchases = await world.OperationsAsync(world.Bought);
        var releases = await world.OperationsAsync(world.Given);
        Assert.True(purchases.Count > s_kills / 20, $"seed {seed}: only {purchases.Count} purchases were accepted.");
        Assert.True(releases.Count > 0, $"seed {seed}: nothing was released.");
        Assert.All(purchases.Concat(releases), operation => Assert.True(operation.State == NumberOperationState.Succeeded, $"seed {seed}: {operation.Kind} is {operation.State}: {operation.ErrorCode} {operation.Error}"));
        Assert.All(world.Carrier.Sales.GroupBy(static sale => sale.Reference), sale => Assert.True(sale.Count() == 1, $"seed {seed}: order {sale.Key} was bought {sale.Count()} times."));
        Assert.Equal(
            world.Carrier.Owned.Select(static owned => (owned.Number, owned.CarrierId)).Order(),
            (await world.Inventory.ListAsync(null, default)).Select(static record => (record.Range.First, record.Purchase!.CarrierId)).Order());
        Assert.Empty(await world.Store.ListOrdersAsync(null, open: true, 10, default));
        Assert.DoesNotContain(await world.Store.ListClaimsAsync(world.Clock.GetUtcNow(), default), static claim => claim.Kind == NumberClaimKind.Ordered);
    }

    private sealed class World(Database database, int seed)
    {
        private static readonly OrderOptions s_options = new() { Patience = TimeSpan.FromSeconds(10), MostAttempts = 1000 };
        private readonly Work _work = new();
        private ulong _next = 14_255_000_000;

        public FakeTimeProvider Clock { get; } = new(SampleCalls.Epoch);

        public Random Random { get; } = new(seed);

        public NumberOrderStore Store { get; } = new(database);

        public NumberStore Inventory { get; } = new(database);

        public CountingNumbers Carrier => field ??= new CountingNumbers(Clock, new Random(seed + 1000));

        /// <summary>Operations whose caller got an answer.</summary>
        public List<Guid> Bought { get; } = [];

        public List<Guid> Given { get; } = [];

        public async Task<IReadOnlyList<NumberOperation>> OperationsAsync(List<Guid> ids)
        {
            var found = new List<NumberOperation>();
            foreach (var id in ids) found.Add(Assert.IsType<NumberOperation>(await Store.FindOperationAsync(ResourceId.Default, id, default)));
            return found;
        }

        /// <summary>Starts a gateway, orders something, and lets it die after so many moments.</summary>
        public async Task LiveAsync(int moments)
        {
            var life = new Life(moments);
            var (runner, orders) = Begin(life);
            var order = await PrepareAsync(orders);
            var isWorking = Random.Next(2) == 0;
            if (isWorking) await runner.StartAsync(default);
            var ordering = order();      // whoever ordered may never hear of it
            await PumpAsync(() => life.IsOver || ordering.IsCompleted);
            if (!isWorking && !life.IsOver) await runner.StartAsync(default);
            await PumpAsync(() => life.IsOver);
        }

        /// <summary>A gateway that lives until all is done.</summary>
        public async Task FinishAsync()
        {
            var (runner, _) = Begin(new Life(int.MaxValue));
            await runner.StartAsync(default);
            await PumpAsync(static () => false);
            await runner.DisposeAsync();
        }

        private (OrderRunner Runner, NumberOrders Orders) Begin(Life life)
        {
            Carrier.Cut = life.MomentAsync;
            var store = new MortalOrderStore(Store, life, _work);
            var carriers = new NumberCarriers([Carrier]);
            var holder = new NumberCatalogueHolder();
            var runner = new OrderRunner(store, carriers, new NumberInventory(Inventory, holder, Clock, NullLogger<NumberInventory>.Instance), Inventory, s_options, Clock, NullLogger<OrderRunner>.Instance);
            return (runner, new NumberOrders(store, Inventory, new LibPhoneNumberPlan(), new NumberShop(carriers, holder, store, Clock), runner, Clock));
        }

        private async Task<Func<Task>> PrepareAsync(NumberOrders orders)
        {
            if ((await Store.ListOrdersAsync(null, open: true, MostOpen, default)).Count == MostOpen) return static () => Task.CompletedTask;      // else nothing would ever be done
            var mine = await Inventory.ListAsync(ResourceId.Default, default);
            if (mine.Count > 0 && Random.Next(3) == 0)
            {
                var leaving = mine[Random.Next(mine.Count)].Range.First;
                return async () =>
                {
                    if (await orders.ReleaseAsync(ResourceId.Default, leaving, default) is SubmitOutcome.Submitted given) Given.Add(given.Operation.Id);
                };
            }
            var id = Guid.NewGuid();
            var add = Enumerable.Range(0, Random.Next(1, NumbersAtOnce + 1)).Select(_ => new ReservedNumber(
                new NumberOffer(PhoneNumber.TryFromDigits(_next++, out var number) ? number : default, "US", NumberType.Geographic, NumberAssignment.Application, NumberCapabilities.Voice, default), Carrier.Carrier, ReservedNumberState.Reserved));
            await Store.ReserveAsync(new ReservationChange(ResourceId.Default, id, false, [.. add], []), Clock.GetUtcNow(), default);
            return async () =>
            {
                if (await orders.PurchaseAsync(ResourceId.Default, id, NumberOperationKind.ReservationPurchase, default) is SubmitOutcome.Submitted bought) Bought.Add(bought.Operation.Id);
            };
        }

        // Lets time go by until the life is over, or nothing is left to do. The clock goes on only while the real work (the database) rests, else it would outrun it.
        private async Task PumpAsync(Func<bool> isOver)
        {
            for (var resting = 0; !isOver();)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1));
                resting = _work.IsBusy ? 0 : resting + 1;
                if (resting < 2) continue;
                resting = 0;
                Clock.Advance(TimeSpan.FromMilliseconds(500));
                if (!_work.IsBusy && await Store.NextDueAsync(default) is null) return;
            }
        }
    }
}
