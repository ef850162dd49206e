using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;
using Telephony.Simulator.Numbers;
using Telephony.Support.Storage;

namespace Telephony.Interop.Carriers;

/// <summary>The simulator keeps its own contract; its ledger is what is counted.</summary>
public sealed class SimulatedNumberTests : CarrierNumbersContract
{
    protected override Task<INumberFarSide> StartAsync() => Task.FromResult<INumberFarSide>(new Side());

    private sealed class Side : INumberFarSide
    {
        private readonly TemporaryDirectory _directory = new();
        private SimulatedNumbers _adapter;

        public Side() => _adapter = Open(SimulatorNumberOptions.Default);

        public ICarrierNumbers Adapter => _adapter;

        public OfferQuery Query { get; } = new("US", NumberType.Geographic, NumberAssignment.Application, 10) { AreaCode = "425", Capabilities = NumberCapabilities.SmsOut };

        private string Ledger => Path.Combine(_directory.Path, "ledger");

        public PhoneNumber NumberThat(NumberFate fate) => PhoneNumber.Parse(fate switch
        {
            NumberFate.IsRefused => "+14255550101",
            NumberFate.AsksForRest => "+14255550102",
            NumberFate.IsLostBefore => "+14255550103",
            NumberFate.IsLostAfter => "+14255550104",
            _ => "+14255550110",
        });

        public Task<int> SalesOfAsync(PhoneNumber number)
        {
            using var file = new StreamReader(new FileStream(Ledger, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return Task.FromResult(file.ReadToEnd().Split('\n').Count(line => line.StartsWith($"buy {number} ", StringComparison.Ordinal)));
        }

        public Task DisappearAsync()
        {
            _adapter.Dispose();
            _adapter = Open(new SimulatorNumberOptions(SimulatorManner.Gone, TimeSpan.Zero));
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _adapter.Dispose();
            _directory.Dispose();
            return ValueTask.CompletedTask;
        }

        private SimulatedNumbers Open(SimulatorNumberOptions options) => new(options, Ledger, TimeProvider.System);
    }
}
