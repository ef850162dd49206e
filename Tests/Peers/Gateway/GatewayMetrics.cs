namespace Telephony.Peers.Gateway;

/// <summary>Names in <c>/metrics</c> that tests and benchmarks read.</summary>
public static class GatewayMetrics
{
    public const string ActiveCalls = "telephony_calls_active";
}
