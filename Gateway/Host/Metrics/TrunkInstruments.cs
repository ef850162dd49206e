using System.Diagnostics.Metrics;
using Telephony.Domain.Trunks;
using Telephony.Host.Composition;

namespace Telephony.Host.Metrics;

/// <summary>Per trunk: few trunks, so a label each.</summary>
internal static class TrunkInstruments
{
    public static void Add(Meter meter, GatewayNode node)
    {
        meter.CreateObservableGauge("trunk.channels", () => Of(node, static (trunk, board) => board.LimiterOf(trunk).ChannelsInUse), "{call}", "Calls on the trunk now");
        meter.CreateObservableGauge("trunk.available", () => Of(node, static (trunk, board) => trunk.Enabled && board.AvailabilityOf(trunk) == TrunkAvailability.Available ? 1 : 0), null, "1 when new calls may be tried by it");
        meter.CreateObservableGauge("trunk.share", () => Of(node, static (trunk, board) => board.ShareOf(trunk)), null, "Share of its calls that it gets, below 1 in slow start");
        meter.CreateObservableGauge("trunk.circuit_open", () => Of(node, static (trunk, board) => board.CircuitOf(trunk).MayBeTried ? 0 : 1), null, "1 while its circuit is open");
        meter.CreateObservableGauge("trunk.capacity_alarm", () => Of(node, static (trunk, board) => board.AlarmOf(trunk).IsRaised ? 1 : 0), null, "1 while it is nearly full");
    }

    private static IEnumerable<Measurement<double>> Of(GatewayNode node, Func<Trunk, TrunkBoard, double> read) =>
        node.Trunks is not { } board ? [] : node.Catalogue.Current.Trunks.Select(trunk => new Measurement<double>(read(trunk, board), new KeyValuePair<string, object?>("trunk", trunk.Id.Value)));
}
