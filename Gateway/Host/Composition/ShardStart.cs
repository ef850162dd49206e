using System.Net.Sockets;
using Telephony.Calls.Loop;
using Telephony.Calls.Shards;
using Telephony.Host.Certificates;
using Telephony.Host.Settings;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Net.Tls;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Host.Composition;

/// <summary>Makes a shard of calls on its loop, listening where the settings say.</summary>
internal static class ShardStart
{
    /// <exception cref="StartException">An address or port cannot be had; the message says what to change.</exception>
    public static Task<CallShard> OnAsync(IRunningLoop loop, SystemNetwork network, TlsHandshakes tls, CertificateStore certificates, CallServices services, GatewaySettings settings, TimeProvider clock)
    {
        var random = new SipRandom();
        var resolver = SipResolver.Create(new ResolutionOptions { NameServers = settings.NameServers, HostsFile = settings.HostsFile }, clock, new Random(random.Number(int.MaxValue)));
        var transports = new TransportOptions { ClientTls = tls.Client, IsIdentity = certificates.IsIdentity };
        var made = new TaskCompletionSource<CallShard>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(
            _ =>
            {
                try
                {
                    var shard = new CallShard(0, loop, network, transports, new UserAgentOptions(), random, resolver, services);
                    shard.Listen([.. settings.Listen.Select(listen => new ListenOptions(
                        listen.Kind, listen.Local, settings.SipAdvertised.For(listen.Local), 0, listen.Kind == SipTransportKind.Tls ? tls.Server : (TlsAnswer?)null))]);
                    made.SetResult(shard);
                }
                catch (SocketException refused)
                {
                    made.SetException(new StartException(Worded(refused, settings.Source.File), refused));
                }
                catch (Exception failure)
                {
                    made.SetException(failure);
                }
            },
            null);
        return made.Task;
    }

    private static string Worded(SocketException refused, string file)
    {
        var cure = refused.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "another program, maybe another gateway, has this port: stop it, or give another port",
            SocketError.AddressNotAvailable => "this machine has no such address: give one it has, or 0.0.0.0 with Sip:AdvertisedAddress",
            SocketError.AccessDenied => "this user may not use ports below 1024: give a higher one",
            _ => "give another address or port",
        };
        return $"{file}: Telephony:Sip:Listen: {refused.Message.TrimEnd('.')}; {cure}.";
    }
}
