using Microsoft.Extensions.Logging;
using Telephony.Api.PhoneNumbers;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Inventory;
using Telephony.Numbers.Orders;
using Telephony.Numbers.Plans;
using Telephony.Numbers.Shop;
using Telephony.Simulator.Numbers;
using Telephony.SipTrunk.Numbers;
using Telephony.Storage.Databases;
using Telephony.Storage.NumberOrders;
using Telephony.Storage.Numbers;

namespace Telephony.Host.Numbers;

/// <summary>Carriers of numbers and orders, put together and taken apart.</summary>
internal sealed class NumberParts : IAsyncDisposable
{
    private readonly SimulatedNumbers? _simulator;

    private NumberParts(Database database, NumberInventory inventory, NumberCatalogueHolder catalogue, NumbersPlan plan, IReadOnlyList<ICarrierNumbers> more, IReadOnlyList<IOperatorLookup> lookups, string dataDirectory, ILoggerFactory loggers, TimeProvider clock)
    {
        (Store, var numbers, var numbering) = (new NumberOrderStore(database), new NumberStore(database), new LibPhoneNumberPlan());
        _simulator = SimulatorOf(plan, more.Count, dataDirectory, clock);
        var carriers = new NumberCarriers([new OwnNumbers(plan.Own), .. more, .. _simulator is null ? Array.Empty<ICarrierNumbers>() : [_simulator]]);
        Runner = new OrderRunner(Store, carriers, inventory, numbers, plan.Orders, clock, loggers.CreateLogger<OrderRunner>());
        var shop = new NumberShop(carriers, catalogue, Store, clock);
        Api = new PhoneNumberServices(shop, new NumberOrders(Store, numbers, numbering, shop, Runner, clock), catalogue, numbering, [.. lookups, .. carriers.All.OfType<IOperatorLookup>()], clock);
    }

    public INumberOrderStore Store { get; }

    public OrderRunner Runner { get; }

    public PhoneNumberServices Api { get; }

    /// <summary>Null: it sells none. What nobody has is not sold beside what costs money, unless a file says so.</summary>
    /// <param name="others">How many other carriers sell, beside the operator's own blocks.</param>
    public static SimulatedNumbers? SimulatorOf(NumbersPlan plan, int others, string dataDirectory, TimeProvider clock) => plan.Simulator is { } options && (others == 0 || plan != NumbersPlan.Default)
        ? new SimulatedNumbers(options, Path.Combine(dataDirectory, "simulator-numbers.log"), clock) : null;

    /// <param name="more">Carriers that are put together elsewhere; they are asked after the operator's own blocks, and before the simulator.</param>
    /// <param name="lookups">Who knows whose a number is; asked before the simulator.</param>
    public static async Task<NumberParts> StartAsync(
        Database database, NumberInventory inventory, NumberCatalogueHolder catalogue, NumbersPlan plan, IReadOnlyList<ICarrierNumbers> more, IReadOnlyList<IOperatorLookup> lookups, string dataDirectory, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var parts = new NumberParts(database, inventory, catalogue, plan, more, lookups, dataDirectory, loggers, clock);
        await parts.Runner.StartAsync(cancellation).ConfigureAwait(false);
        return parts;
    }

    public async ValueTask DisposeAsync()
    {
        await Runner.DisposeAsync().ConfigureAwait(false);
        _simulator?.Dispose();
    }
}
