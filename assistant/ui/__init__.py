"""The screen (Gradio). Everything it loads comes from this machine."""
