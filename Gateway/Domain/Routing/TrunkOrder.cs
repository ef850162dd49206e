using Telephony.Domain.Trunks;

namespace Telephony.Domain.Routing;

/// <summary>Puts the trunks of one route in the order in which a call tries them (DR-21). Pure: the same trunks, loads and random numbers give the same order.</summary>
internal static class TrunkOrder
{
    private const int MostOnStack = 64;

    /// <summary>Orders in place.</summary>
    public static void Arrange(VoiceRoute route, Span<RouteCandidate> candidates, ITrunkLimitsView limits, Random random)
    {
        if (candidates.Length < 2 || route.Order == RouteOrder.List) return;
        if (route.Order == RouteOrder.Shuffle)
        {
            random.Shuffle(candidates);
            return;
        }
        Span<double> keys = candidates.Length <= MostOnStack ? stackalloc double[candidates.Length] : new double[candidates.Length];
        for (var i = 0; i < candidates.Length; i++)
        {
            keys[i] = route.Order switch
            {
                RouteOrder.Weighted => Drawn(At(route.Weights, route, candidates[i].Trunk, 1), random),
                RouteOrder.LeastCost => At(route.Costs, route, candidates[i].Trunk, 0),
                _ => limits.LoadOf(candidates[i].Trunk),
            };
        }
        SortStably(keys, candidates);
    }

    /// <summary>
    /// Trunks in slow start keep their place with the probability of their share, else they stand behind the others (DR-13): still there when nobody else takes the call.
    /// </summary>
    /// <returns>How many stand behind.</returns>
    public static int HoldBack(Span<RouteCandidate> candidates, ITrunkHealthView health, Random random)
    {
        var held = 0;
        for (var seen = 0; seen < candidates.Length; seen++)
        {
            var at = seen - held;
            var share = health.ShareOf(candidates[at].Trunk);
            if (share >= 1 || random.NextDouble() < share) continue;
            var back = candidates[at];
            candidates[(at + 1)..].CopyTo(candidates[at..]);
            candidates[^1] = back;
            held++;
        }
        return held;
    }

    /// <summary>
    /// A draw without putting back, each first in proportion to its weight: the smallest of exponential times with the weights as rates
    /// (Efraimidis and Spirakis, Information Processing Letters 97, 2006).
    /// </summary>
    private static double Drawn(double weight, Random random)
    {
        var time = -Math.Log(1 - random.NextDouble());
        return weight > 0 ? time / weight : double.MaxValue;
    }

    private static double At(IReadOnlyList<double> values, VoiceRoute route, Trunk trunk, double otherwise)
    {
        for (var i = 0; i < route.Trunks.Count && i < values.Count; i++)
        {
            if (route.Trunks[i] == trunk.Id) return values[i];
        }
        return otherwise;
    }

    // Few and often in order already; the sorts of the framework are not stable.
    private static void SortStably(Span<double> keys, Span<RouteCandidate> candidates)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            var (key, candidate) = (keys[i], candidates[i]);
            var place = i;
            for (; place > 0 && keys[place - 1] > key; place--)
            {
                keys[place] = keys[place - 1];
                candidates[place] = candidates[place - 1];
            }
            (keys[place], candidates[place]) = (key, candidate);
        }
    }
}
