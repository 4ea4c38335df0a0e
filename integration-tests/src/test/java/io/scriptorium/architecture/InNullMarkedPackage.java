package io.scriptorium.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** A class whose package promises no nulls. */
final class InNullMarkedPackage extends ArchCondition<JavaClass> {

  InNullMarkedPackage() {
    super("be in a package annotated with @NullMarked");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    boolean isMarked = type.getPackage().isAnnotatedWith(NullMarked.class);
    String message = "%s is %sin such a package".formatted(type.getName(), isMarked ? "" : "not ");
    events.add(new SimpleConditionEvent(type, isMarked, message));
  }
}
