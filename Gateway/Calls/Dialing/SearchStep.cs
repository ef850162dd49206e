using System.Text;
using Telephony.Calls.Redirections;
using Telephony.Domain.Identity;
using Telephony.Domain.Routing;

namespace Telephony.Calls.Dialing;

/// <summary>One thing to try: a trunk, and the redirection that sent the call to it, if one did.</summary>
internal readonly record struct SearchStep(RouteCandidate Candidate, Redirection? To = null);

/// <summary>
/// What a search has left to try, in its order:
/// <code>
///   plan              alpha, beta
///   alpha: 302 x, y   x, y, beta                     a redirection goes before what was to come next
///   x: 404            y                              the other Contacts of the 3xx (RFC 3261 8.1.3.4), and not beta
///   y: 503            beta                           a code that moves on moves on
/// </code>
/// </summary>
internal struct SearchSteps(RoutePlan plan)
{
    private IReadOnlyList<RouteCandidate> _plan = plan.Candidates;
    private List<SearchStep>? _redirected;
    private List<(TrunkId Trunk, string? Place, string Number)>? _asked;
    private int _next;

    /// <summary>False: none is left.</summary>
    public bool TryTake(out SearchStep step)
    {
        step = default;
        if (_redirected is { Count: > 0 })
        {
            step = _redirected[0];
            _redirected.RemoveAt(0);
            return true;
        }
        if (_next == _plan.Count) return false;
        step = new SearchStep(_plan[_next++]);
        return true;
    }

    /// <summary>False when the trunk was asked for the number at the same place before: a circle of redirections ends here.</summary>
    /// <param name="called">The number that the search is for.</param>
    public bool IsNew(in SearchStep step, string called)
    {
        if (_asked is null) return true;
        var asks = Asks(step, called);
        if (_asked.Contains(asks)) return false;
        _asked.Add(asks);
        return true;
    }

    /// <summary>The search is over: nothing of it is kept.</summary>
    public void Clear() => (_plan, _redirected, _asked, _next) = ([], null, null, 0);

    public void Insert(IReadOnlyList<SearchStep> steps, string called)
    {
        _asked ??= [.. _plan.Take(_next).Select(candidate => Asks(new SearchStep(candidate), called))];
        (_redirected ??= []).InsertRange(0, steps);
    }

    /// <summary>Another Contact of the redirection, or of one before it, is left.</summary>
    public bool HasOther(Redirection? after) => IndexOfOther(after) >= 0;

    /// <summary>Leaves out what is left of this Contact.</summary>
    public void SkipTo(Redirection? after)
    {
        if (IndexOfOther(after) is var at and > 0) _redirected?.RemoveRange(0, at);
    }

    private static (TrunkId Trunk, string? Place, string Number) Asks(in SearchStep step, string called) =>
        (step.Candidate.Trunk.Id, step.To?.Place?.Host, step.To is { Uri: { } uri } ? Encoding.UTF8.GetString(uri) : step.To?.Called ?? called);

    private int IndexOfOther(Redirection? after)
    {
        if (_redirected is null || after is null) return -1;
        for (var i = 0; i < _redirected.Count; i++)
        {
            for (var tried = after; tried is not null; tried = tried.Before)
            {
                if (_redirected[i].To is { } to && to.Answer == tried.Answer && !ReferenceEquals(to, tried)) return i;
            }
        }
        return -1;
    }
}
