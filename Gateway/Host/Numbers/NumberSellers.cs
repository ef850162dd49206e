using Telephony.Domain.Numbers;
using Telephony.Host.Messaging;
using Telephony.Host.Settings;
using Telephony.Simulator.Numbers;
using Telephony.Twilio.Numbers;
using Telephony.Twilio.Rest;

namespace Telephony.Host.Numbers;

/// <summary>Carriers that keep a book of our numbers beside ours, for a command: by the settings, whether a gateway runs or not.</summary>
internal sealed class NumberSellers : IDisposable
{
    private readonly List<TwilioAccount> _accounts = [];
    private readonly SimulatedNumbers? _simulator;

    public NumberSellers(GatewaySettings settings, TimeProvider clock)
    {
        var all = new List<ICarrierNumbers>();
        foreach (var plan in settings.Messaging.Carriers.OfType<CarrierPlan.Twilio>().Where(static plan => plan.Options.SellsNumbers))
        {
            var account = new TwilioAccount(plan.Options, clock);
            _accounts.Add(account);
            all.Add(new TwilioNumbers(plan.Options, account));
        }
        _simulator = NumberParts.SimulatorOf(settings.Numbers, all.Count, settings.DataDirectory, clock);
        if (_simulator is not null) all.Add(_simulator);
        All = all;
    }

    public IReadOnlyList<ICarrierNumbers> All { get; }

    public void Dispose()
    {
        foreach (var account in _accounts) account.Dispose();
        _simulator?.Dispose();
    }
}
