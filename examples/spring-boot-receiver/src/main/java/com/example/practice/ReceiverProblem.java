package com.example.practice;

/**
 * Something at the receiver needs a person.
 *
 * @param sentence says what, and what to do
 */
public record ReceiverProblem(String sentence) {}
