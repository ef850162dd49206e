namespace Telephony.TestCalls.Scripts;

/// <summary>One line of a script. A closed union.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">As it was written.</param>
public abstract record ScriptStep(int Line, string Text)
{
    /// <param name="AtOnce">Into the prompt; else when the other side is silent.</param>
    public sealed record Press(int Line, string Text, string Keys, bool AtOnce) : ScriptStep(Line, Text);

    public sealed record Say(int Line, string Text, string Words, bool AtOnce) : ScriptStep(Line, Text);

    /// <param name="Path">A sound file, relative to the script.</param>
    public sealed record Play(int Line, string Text, string Path, bool AtOnce) : ScriptStep(Line, Text);

    public sealed record Wait(int Line, string Text, TimeSpan Time) : ScriptStep(Line, Text);

    public sealed record HangUp(int Line, string Text) : ScriptStep(Line, Text);

    /// <param name="Words">One of them.</param>
    public sealed record ExpectWords(int Line, string Text, IReadOnlyList<string> Words, TimeSpan Within) : ScriptStep(Line, Text);

    public sealed record ExpectFile(int Line, string Text, string Path, TimeSpan Within) : ScriptStep(Line, Text);

    public sealed record ExpectTone(int Line, string Text, double FrequencyHz, TimeSpan AtLeast, TimeSpan Within) : ScriptStep(Line, Text);

    public sealed record ExpectSilence(int Line, string Text, TimeSpan AtLeast, TimeSpan Within) : ScriptStep(Line, Text);

    public sealed record ExpectKeys(int Line, string Text, string Keys, TimeSpan Within) : ScriptStep(Line, Text);

    public sealed record ExpectRinging(int Line, string Text, TimeSpan Within) : ScriptStep(Line, Text);

    /// <param name="Status">Of SIP; 0: any.</param>
    public sealed record ExpectRefused(int Line, string Text, int Status, TimeSpan Within) : ScriptStep(Line, Text);

    /// <summary>The other side has hung up, or does.</summary>
    public sealed record ExpectOver(int Line, string Text, TimeSpan Within) : ScriptStep(Line, Text);
}

/// <summary>A call of a script.</summary>
/// <param name="From">Shown number; empty: none.</param>
/// <param name="Language">BCP 47 of what is said and heard; null: the voice's own.</param>
public sealed record ScriptCall(string Name, string To, string From, string? Language, IReadOnlyList<KeyValuePair<string, string>> Headers, IReadOnlyList<ScriptStep> Steps);
