using System.Collections.Immutable;
using Telephony.Net.Loops;
using Telephony.Sip.Transports;

namespace Telephony.Sip.Resolution;

/// <summary>RFC 3263 over the system's hosts file and any <see cref="IDnsQuery"/>: keeps answers and dead targets, draws weights, posts outcomes to the asking loop.</summary>
public sealed class SipResolver : ISipResolver
{
    private readonly ResolutionOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Lock _randomLock = new();
    private readonly DnsCache _dns;
    private readonly DeadTargets _dead;
    private readonly HostsFile _hosts;

    /// <param name="random">For the weights of SRV; used under a lock.</param>
    public SipResolver(IDnsQuery query, ResolutionOptions options, TimeProvider time, Random random)
    {
        (_options, _time, _random) = (options, time, random);
        _dns = new DnsCache(query, options, time);
        _dead = new DeadTargets(options, time);
        _hosts = new HostsFile(options.HostsFile ?? HostsFile.OfSystem, time);
    }

    /// <summary>A resolver that asks the name servers of the options.</summary>
    /// <exception cref="ArgumentException">The options have <see cref="ResolutionOptions.Problems"/>; the message lists them.</exception>
    public static SipResolver Create(ResolutionOptions options, TimeProvider time, Random random)
    {
        var problems = string.Join(' ', options.Problems());
        if (problems.Length > 0) throw new ArgumentException(problems, nameof(options));
        return new SipResolver(new NameServerQuery(options), options, time, random);
    }

    public bool TryResolveNow(SipResolutionRequest request, out SipTarget target)
    {
        target = default;
        if (!HostText.TryAddress(request.Host, out var address)) return false;
        var transport = TargetSearch.TransportOf(request);
        target = TargetSearch.Target(transport, address.WithPort(request.Port ?? transport.DefaultPort()), request);
        return true;
    }

    public void Resolve(SipResolutionRequest request, IEventLoop loop, Action<SipResolution> onResolved) => _ = ResolveAsync(request, loop, onResolved);

    public void MarkDead(in SipTarget target) => _dead.Mark(target);

    public void MarkAlive(in SipTarget target) => _dead.Forget(target);

    private async Task ResolveAsync(SipResolutionRequest request, IEventLoop loop, Action<SipResolution> onResolved)
    {
        var resolution = await LookUpAsync(request).ConfigureAwait(false);
        if (resolution is SipResolution.Found found) resolution = new SipResolution.Found(DeadLast(found.Targets));
        loop.Post(static state =>
        {
            var (callback, outcome) = ((Action<SipResolution>, SipResolution))state!;
            callback(outcome);
        }, (onResolved, resolution));
    }

    private async Task<SipResolution> LookUpAsync(SipResolutionRequest request)
    {
        if (TryResolveNow(request, out var target)) return new SipResolution.Found([target]);
        if (!HostText.TryName(request.Host, out var name))
            return new SipResolution.Failed(ResolutionFault.BadName, $"'{request.Host}' is neither an IP address nor a domain name.");
        try
        {
            return await new TargetSearch(request, name, _dns, _hosts, Below).RunAsync().WaitAsync(_options.LookupTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new SipResolution.Failed(ResolutionFault.Timeout, $"{request.Host} was not resolved within {_options.LookupTimeout.TotalSeconds:0.#} s.");
        }
        catch (Exception exception)
        {
            return new SipResolution.Failed(ResolutionFault.ServerFailure, $"{request.Host} could not be resolved: {exception.Message}");
        }
    }

    private ImmutableArray<SipTarget> DeadLast(ImmutableArray<SipTarget> targets)
    {
        if (targets.Length < 2) return targets;
        return [.. targets.Where(target => !_dead.Contains(target)), .. targets.Where(target => _dead.Contains(target))];
    }

    private int Below(int limit)
    {
        lock (_randomLock) return _random.Next(limit);
    }
}
