using System.Text;
using Telephony.Calls.Redirections;
using Telephony.Domain.Identity;
using Telephony.Domain.Routing;

namespace Telephony.Calls.Dialing;

/// <summary>One thing to try: a trunk, and the redirection that sent the call to it, if one did.</summary>
internal sealed record SearchStep(RouteCandidate Candidate, Redirection? To = null);

/// <summary>
/// What a search has left to try, in its order:
/// <code>
///   plan              alpha, beta
///   alpha: 302 x, y   x, y, beta                     a redirection goes before what was to come next
///   x: 404            y                              the other Contacts of the 3xx (RFC 3261 8.1.3.4), and not beta
///   y: 503            beta                           a code that moves on moves on
/// </code>
/// </summary>
internal sealed class SearchSteps(RoutePlan plan)
{
    private readonly List<SearchStep> _left = [.. plan.Candidates.Select(static candidate => new SearchStep(candidate))];
    private readonly List<(TrunkId Trunk, string? Place, string Number)> _asked = new(2);

    /// <summary>The next one; null: none is left.</summary>
    public SearchStep? Take()
    {
        if (_left.Count == 0) return null;
        var step = _left[0];
        _left.RemoveAt(0);
        return step;
    }

    /// <summary>False when the trunk was asked for the number at the same place before: a circle of redirections ends here.</summary>
    public bool IsNew(SearchStep step, string called)
    {
        var asks = (step.Candidate.Trunk.Id, step.To?.Place?.Host, step.To is { Uri: { } uri } ? Encoding.UTF8.GetString(uri) : step.To?.Called ?? called);
        if (_asked.Contains(asks)) return false;
        _asked.Add(asks);
        return true;
    }

    /// <summary>The search is over: nothing of it is kept.</summary>
    public void Clear()
    {
        _left.Clear();
        _asked.Clear();
    }

    public void Insert(IReadOnlyList<SearchStep> steps) => _left.InsertRange(0, steps);

    /// <summary>Another Contact of the redirection, or of one before it, is left.</summary>
    public bool HasOther(Redirection? after) => IndexOfOther(after) >= 0;

    /// <summary>Leaves out what is left of this Contact.</summary>
    public void SkipTo(Redirection? after)
    {
        if (IndexOfOther(after) is var at and > 0) _left.RemoveRange(0, at);
    }

    private int IndexOfOther(Redirection? after)
    {
        for (var i = 0; i < _left.Count && after is not null && _left[i].To is { } to; i++)
        {
            for (var tried = after; tried is not null; tried = tried.Before)
            {
                if (to.Answer == tried.Answer && !ReferenceEquals(to, tried)) return i;
            }
        }
        return -1;
    }
}
