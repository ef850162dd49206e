using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;

namespace Telephony.Simulator.Numbers;

/// <summary>
/// A carrier of numbers that is all here: the embedded default. It sells numbers that nobody has, and never another to somebody else. What it does with an order is told by its
/// <see cref="SimulatorManner"/>, or by the last two digits of the number:
/// <code>
/// 01 was sold a moment ago      02 asks for rest the first time      03 is lost the first time, nothing done      04 is done, and not said the first time
/// 05 is bought, and refuses to be configured      06 takes its time      07 is released, and not said the first time      else at once
/// </code>
/// </summary>
public sealed class SimulatedNumbers : ICarrierNumbers, IOperatorLookup, IDisposable
{
    private const int FirstUsual = 10;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly NumberBlocks _blocks = SimulatorBlocks.Read();
    private readonly SimulatorNumberOptions _options;
    private readonly SimulatorLedger _ledger;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly HashSet<(PhoneNumber, string)> _met = [];

    /// <param name="ledger">File of what it sold, made where it is not; null: remembered as long as the process lives.</param>
    public SimulatedNumbers(SimulatorNumberOptions options, string? ledger, TimeProvider clock) => (_options, _ledger, _clock) = (options, new SimulatorLedger(ledger), clock);

    public string Carrier => SimulatedMessages.Name;

    /// <summary>An order that lost its answer is through when its delay is.</summary>
    public TimeSpan Settling => _options.Manner == SimulatorManner.Slow ? _options.Delay : TimeSpan.Zero;

    public bool CanBeAsked => true;

    public ValueTask<ShopAnswer<IReadOnlyList<NumberCountry>>> CountriesAsync(CancellationToken cancellation) => Say(() => _blocks.Countries);

    public ValueTask<ShopAnswer<IReadOnlyList<NumberLocality>>> LocalitiesAsync(string country, NumberType? type, CancellationToken cancellation) => Say(() => _blocks.Localities(country, type));

    public ValueTask<ShopAnswer<IReadOnlyList<string>>> AreaCodesAsync(AreaCodeQuery query, CancellationToken cancellation) => Say(() => _blocks.AreaCodes(query));

    public ValueTask<ShopAnswer<IReadOnlyList<NumberOffering>>> OfferingsAsync(string country, CancellationToken cancellation) => Say(() => _blocks.Offerings(country));

    public async ValueTask<ShopAnswer<IReadOnlyList<NumberOffer>>> SearchAsync(OfferQuery query, CancellationToken cancellation)
    {
        if (_options.Manner == SimulatorManner.Slow) await WaitAsync(_options.Delay / 2, cancellation).ConfigureAwait(false);
        return await Say(() => _blocks.Search(query with { IsTaken = number => _ledger.Find(number) is not null || query.IsTaken(number) }, static number => number.Digits % 100 < FirstUsual)).ConfigureAwait(false);
    }

    public ValueTask<ShopAnswer<IReadOnlyList<OwnedNumber>>> OwnedAsync(OwnedQuery query, CancellationToken cancellation) => Say<IReadOnlyList<OwnedNumber>>(() =>
        [.. _ledger.Owned.Where(owned => (query.Number is null || owned.Number == query.Number) && (query.Reference is null || owned.Reference == query.Reference))]);

    public ValueTask<OrderOutcome> BuyAsync(CarrierOrder order, CancellationToken cancellation) => CarryOutAsync(
        order, "buy",
        () =>
        {
            if (_blocks.Find(order.Number) is null) return new OrderOutcome.Refused(OrderRefusal.Taken, "21404", "The simulator has no such number.");
            return _ledger.Buy(order.Number, order.Reference) is { } owned ? new OrderOutcome.Done(owned.CarrierId) : new OrderOutcome.Refused(OrderRefusal.Taken, "21422", "The simulator sold this number before.");
        },
        cancellation);

    public ValueTask<OrderOutcome> ConfigureAsync(CarrierOrder order, CancellationToken cancellation) => CarryOutAsync(
        order, "configure",
        () =>
        {
            if (_ledger.Find(order.Number) is null) return new OrderOutcome.Refused(OrderRefusal.Other, "20404", "The simulator did not sell us this number.");
            return (order.Capabilities & ~(_blocks.Find(order.Number)?.Capabilities ?? NumberCapabilities.None)) == NumberCapabilities.None
                ? new OrderOutcome.Done("") : new OrderOutcome.Refused(OrderRefusal.NotSupported, "21601", "The number cannot do what is asked for.");
        },
        cancellation);

    public ValueTask<OrderOutcome> ReleaseAsync(CarrierOrder order, CancellationToken cancellation) => CarryOutAsync(
        order, "release",
        () =>
        {
            _ledger.Release(order.Number, order.Reference);
            return new OrderOutcome.Done("");
        },
        cancellation);

    public ValueTask<ShopAnswer<OperatorFacts?>> LookUpAsync(PhoneNumber number, CancellationToken cancellation) => Say(() => _blocks.Find(number) is not { } block ? null : new OperatorFacts(
        "Simulated Telecom", block.Type switch { NumberType.Mobile => OperatorNumberKind.Mobile, NumberType.Geographic => OperatorNumberKind.Geographic, _ => OperatorNumberKind.Other },
        block.Type == NumberType.Mobile ? "001" : "", block.Type == NumberType.Mobile ? "01" : ""));      // the test network (ITU-T E.212)

    public void Dispose() => _ledger.Dispose();

    private async ValueTask<OrderOutcome> CarryOutAsync(CarrierOrder order, string verb, Func<OrderOutcome> act, CancellationToken cancellation)
    {
        switch (FateOf(order.Number, verb))
        {
            case SimulatorManner.Gone: return new OrderOutcome.NotDone(null, "The simulator cannot be reached.");
            case SimulatorManner.Refuse when verb == "configure": return new OrderOutcome.Refused(OrderRefusal.NotSupported, "21601", "The simulator does not configure this number.");
            case SimulatorManner.Refuse: return new OrderOutcome.Refused(OrderRefusal.Taken, "21422", "The number was sold to somebody else a moment ago.");
            case SimulatorManner.LoseBefore: return new OrderOutcome.Unknown("The simulator gave no answer.");
            case SimulatorManner.LoseAfter:
                act();
                return new OrderOutcome.Unknown("The simulator gave no answer.");
            case SimulatorManner.Slow:
                // The carrier goes on when we no longer wait.
                await Task.Delay(_options.Delay / 2, _clock, CancellationToken.None).ConfigureAwait(false);
                var outcome = act();
                return await WaitAsync(_options.Delay / 2, cancellation).ConfigureAwait(false) ? outcome : new OrderOutcome.Unknown("Nobody waited for the answer.");
            case SimulatorManner.ByNumber: return new OrderOutcome.NotDone(Rest, "The simulator asks for rest once for numbers that end in 02.");
            default: return act();
        }
    }

    // ByNumber stands for "asks for rest": it is no fate of its own.
    private SimulatorManner FateOf(PhoneNumber number, string verb) => _options.Manner != SimulatorManner.ByNumber ? _options.Manner : (verb, number.Digits % 100) switch
    {
        ("buy", 1) => SimulatorManner.Refuse,
        (_, 2) when IsFirst(number, "rest") => SimulatorManner.ByNumber,
        ("buy", 3) when IsFirst(number, verb) => SimulatorManner.LoseBefore,
        ("buy", 4) when IsFirst(number, verb) => SimulatorManner.LoseAfter,
        ("configure", 5) => SimulatorManner.Refuse,
        (_, 6) => SimulatorManner.Slow,
        ("release", 7) when IsFirst(number, verb) => SimulatorManner.LoseAfter,
        _ => SimulatorManner.Instant,
    };

    private bool IsFirst(PhoneNumber number, string what)
    {
        lock (_gate) return _met.Add((number, what));
    }

    private ValueTask<ShopAnswer<T>> Say<T>(Func<T> answer) => ValueTask.FromResult<ShopAnswer<T>>(
        _options.Manner == SimulatorManner.Gone ? new ShopAnswer<T>.Silent("The simulator cannot be reached.") : new ShopAnswer<T>.Known(answer()));

    private async Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        await Task.Delay(time, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellation.IsCancellationRequested;
    }
}
