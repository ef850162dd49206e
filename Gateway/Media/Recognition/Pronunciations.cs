using System.Text;
using Telephony.Media.Processes;

namespace Telephony.Media.Recognition;

/// <summary>How words sound, in the phones of the CMU dictionary: from the dictionary, else from espeak-ng, whose phones are translated.</summary>
internal sealed class Pronunciations(ChildPrograms programs, SphinxOptions options)
{
    /// <summary>IPA as espeak-ng writes American English, longest first; an empty phone is passed over.</summary>
    private static readonly (string Ipa, string Phone)[] Phones =
    [
        ("tʃ", "CH"), ("dʒ", "JH"), ("eɪ", "EY"), ("aɪ", "AY"), ("aʊ", "AW"), ("ɔɪ", "OY"), ("oʊ", "OW"), ("iː", "IY"), ("uː", "UW"), ("ɑː", "AA"), ("ɔː", "AO"), ("oː", "AO"), ("ɜː", "ER"), ("əl", "AH L"), ("n̩", "AH N"), ("l̩", "AH L"),
        ("ɪ", "IH"), ("ᵻ", "IH"), ("i", "IY"), ("ɛ", "EH"), ("e", "EH"), ("æ", "AE"), ("a", "AE"), ("ɑ", "AA"), ("ɔ", "AO"), ("ʊ", "UH"), ("u", "UW"), ("ʌ", "AH"), ("ə", "AH"), ("ɐ", "AH"), ("ɚ", "ER"), ("ɜ", "ER"), ("o", "OW"),
        ("ɹ", "R"), ("r", "R"), ("ɾ", "D"), ("θ", "TH"), ("ð", "DH"), ("ʃ", "SH"), ("ʒ", "ZH"), ("ŋ", "NG"), ("j", "Y"), ("ɡ", "G"), ("g", "G"), ("h", "HH"), ("x", "K"),
        ("b", "B"), ("d", "D"), ("f", "F"), ("k", "K"), ("l", "L"), ("m", "M"), ("n", "N"), ("p", "P"), ("s", "S"), ("t", "T"), ("v", "V"), ("w", "W"), ("z", "Z"),
    ];

    /// <summary>Lines of a dictionary for these words; a word that nobody can pronounce is missing.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(IReadOnlySet<string> words, CancellationToken cancel)
    {
        var lines = new List<string>();
        var missing = new HashSet<string>(words, StringComparer.Ordinal);
        await foreach (var line in File.ReadLinesAsync(Path.Combine(options.ModelFolder, "cmudict-en-us.dict"), cancel).ConfigureAwait(false))
        {
            var end = line.IndexOf(' ', StringComparison.Ordinal);
            if (end <= 0) continue;
            var name = line.AsSpan(0, end);
            var bracket = name.IndexOf('(');                            // other ways to say it: "either(2)"
            var word = bracket > 0 ? name[..bracket].ToString() : name.ToString();
            if (!words.Contains(word)) continue;
            lines.Add(line);
            missing.Remove(word);
        }
        foreach (var word in missing)
        {
            var run = new ChildRun(options.Espeak, ["-q", "-v", "en-us", "--ipa", "-b", "1", "--stdin"]) { Input = Encoding.UTF8.GetBytes(word), TimeLimit = options.TimeLimit, MaxOutputBytes = 4096 };
            if (await programs.RunAsync(run, cancel).ConfigureAwait(false) is ChildOutcome.Ended { ExitCode: 0 } spoken && FromIpa(Encoding.UTF8.GetString(spoken.Output)) is { Length: > 0 } phones) lines.Add($"{word} {phones}");
        }
        return lines;
    }

    internal static string FromIpa(string ipa)
    {
        var phones = new List<string>();
        for (var at = 0; at < ipa.Length;)
        {
            var step = 1;
            foreach (var (form, phone) in Phones)
            {
                if (string.CompareOrdinal(ipa, at, form, 0, form.Length) != 0) continue;
                phones.Add(phone);
                step = form.Length;
                break;
            }
            at += step;
        }
        return string.Join(' ', phones);
    }
}
