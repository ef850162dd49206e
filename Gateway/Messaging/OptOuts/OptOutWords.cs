using System.Collections.Frozen;

namespace Telephony.Messaging.OptOuts;

/// <summary>What a message that is one of these words alone asks for.</summary>
public enum OptOutWish
{
    None,
    Stop,
    Start,
    Help,
}

/// <summary>The words by which carriers want recipients to be heard (CTIA Messaging Principles 5.1.3 for English; their customary forms elsewhere). The operator's settings add to them.</summary>
public sealed class OptOutWords
{
    private static readonly string[] Stops =
        ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "ARRET", "ARRÊT", "ARRETER", "ALTO", "PARAR", "BAJA", "STOPP", "ABMELDEN", "FINE", "PARE", "SAIR", "停止", "退订", "配信停止"];

    private static readonly string[] Starts = ["START", "UNSTOP", "YES", "SUBSCRIBE", "COMMENCER", "INICIAR", "ALTA", "ANMELDEN", "INIZIA", "INICIO", "開始", "订阅"];

    private static readonly string[] Helps = ["HELP", "INFO", "AIDE", "AYUDA", "HILFE", "AIUTO", "AJUDA", "ヘルプ", "帮助"];

    private readonly FrozenDictionary<string, OptOutWish> _wishes;

    /// <param name="stops">Further words, in any case.</param>
    public OptOutWords(IEnumerable<string> stops, IEnumerable<string> starts, IEnumerable<string> helps)
    {
        var wishes = new Dictionary<string, OptOutWish>(StringComparer.Ordinal);
        foreach (var word in Helps.Concat(helps)) wishes[Normal(word)] = OptOutWish.Help;
        foreach (var word in Starts.Concat(starts)) wishes[Normal(word)] = OptOutWish.Start;
        foreach (var word in Stops.Concat(stops)) wishes[Normal(word)] = OptOutWish.Stop;      // last: when in doubt, leave people alone
        _wishes = wishes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whatever the case, and with blanks and full stops around it; a sentence that holds such a word is a message like any other.</summary>
    public OptOutWish Read(string text) => text.Length > 40 ? OptOutWish.None : _wishes.GetValueOrDefault(Normal(text));

    private static string Normal(string text) => text.Trim().Trim('.', '!', '"', '\'', '。').Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
